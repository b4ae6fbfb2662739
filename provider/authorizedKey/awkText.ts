/** The awk program with which the script reads lines of authorized_keys as sshd does, and writes the file's new content. */

/** The script's name for itself: the comment on its lines, the first word it prints, and its lock's name. */
export const mark = "pulumi-alicloud-keypair";

/** The kinds of key that sshd takes, each with its Base64 length where all keys of that kind have the same. */
export const keyKinds: ReadonlyMap<string, number | undefined> = new Map([
  ["ssh-ed25519", 68],
  ["ssh-rsa", undefined],
  ["ecdsa-sha2-nistp256", 140],
  ["ecdsa-sha2-nistp384", 184],
  ["ecdsa-sha2-nistp521", 232],
  ["ssh-dss", undefined],
  ["sk-ssh-ed25519@openssh.com", undefined],
  ["sk-ecdsa-sha2-nistp256@openssh.com", undefined],
]);

/** The output of a command is cut at 24 KB, and a cut report proves nothing. */
const mostKeys = 300;

/** sshd's own limit was 8 KB for long. Longer lines are kept, but no key is looked for in them. */
const longestLine = 16384;

/** A key begins with its kind, so its Base64 begins with what depends on nothing else. */
function prefixOf(kind: string): string {
  const head = Buffer.concat([Buffer.from([0, 0, 0, kind.length]), Buffer.from(kind)]);
  return head.subarray(0, head.length - (head.length % 3)).toString("base64");
}

const kindTable = [...keyKinds].map(([kind, length = 0]) => `${kind} ${prefixOf(kind)} ${length}`).join(" ");

/** Whether a key of this kind can have this Base64; the awk program asks the same. */
export function isKey(kind: string, base64: string): boolean {
  const length = keyKinds.get(kind) ?? base64.length;
  return (
    keyKinds.has(kind) &&
    /^[A-Za-z0-9+/]+={0,2}$/.test(base64) &&
    base64.length % 4 === 0 &&
    base64.length === length &&
    base64.startsWith(prefixOf(kind))
  );
}

/**
 * `key` reads "TYPE BASE64 COMMENT", `parse` a line, with options or without. Options end at the first blank outside quotes, where \" is
 * no quote: the pattern has one way to read each text, so it does not matter which match an awk prefers.
 */
const reading = String.raw`
function key(s, i) {
  i = match(s, /[ \t]/)
  if (i < 2) return 0
  kind = substr(s, 1, i - 1)
  if (!(kind in prefix)) return 0
  s = substr(s, i)
  sub(/^[ \t]+/, "", s)
  i = match(s, /[ \t]/)
  comment = i ? substr(s, i + 1) : ""
  blob = i ? substr(s, 1, i - 1) : s
  sub(/\r$/, "", blob)
  sub(/^[ \t]+/, "", comment)
  sub(/[ \t\r]+$/, "", comment)
  return blob ~ /^[A-Za-z0-9+\/]+=?=?$/ && length(blob) % 4 == 0 && index(blob, prefix[kind]) == 1 &&
    (!size[kind] || length(blob) == size[kind])
}
function parse(s) {
  options = ""
  if (length(s) > ${longestLine}) return 0
  sub(/^[ \t]+/, "", s)
  if (s == "" || substr(s, 1, 1) == "#") return 0
  if (key(s)) return 1
  if (!match(s, /^([^ \t"\\]|\\+[^ \t\\]|"([^"\\]|\\+[^\\])*")*\\*[ \t]/)) return 0
  options = tolower(substr(s, 1, RLENGTH - 1))
  s = substr(s, RLENGTH)
  sub(/^[ \t]+/, "", s)
  return key(s)
}`;

/**
 * The input is the file without its NUL bytes, then "x" and a newline: so the last line tells whether the file ends with a newline, and the
 * number of bytes whether there were any NULs. A line's number leads to its key in K, to how the key stands there in H, and to D where it goes.
 */
const taking = String.raw`
BEGIN {
  n = split("${kindTable}", a, " ")
  for (i = 1; i < n; i += 3) { prefix[a[i]] = a[i + 1]; size[a[i]] = a[i + 2] + 0 }
}
{
  if (NR > 1) L[NR - 1] = held
  held = $0
  bytes += length($0) + 1
}
END {
  lines = NR - 1
  open = substr(held, 1, length(held) - 1)
  if (open != "") L[++lines] = open
  last = open == "" ? 0 : lines
  for (i = 1; i <= lines; i++) if (parse(L[i])) {
    K[i] = kind " " blob
    H[i] = options != "" ? "options" : comment == "${mark}" ? "marked" : "plain"
    gsub(/"([^"\\]|\\+[^\\])*"/, "", options)
    usable[i] = ("," options ",") !~ /,(cert-authority|expiry-time=?),/
  }`;

/** What the task makes of it. A required key has to stay, so the key that is removed does not count. */
const deciding = String.raw`
  verdict = "same"
  for (i = 1; i <= lines; i++) {
    if (i in K && task == "remove" && K[i] == want && (H[i] == "marked" || !marked)) { D[i] = 1; verdict = "write" }
    else if (i in K) {
      if (usable[i]) rest++
      if (H[i] != "options" && K[i] == want) there = 1
      if (H[i] != "options" && K[i] == need) needed = 1
    }
  }
  if (task == "add" && !there) {
    verdict = "write"
    last = 0
    L[++lines] = want " ${mark}"
    K[lines] = want
    H[lines] = "marked"
  }
  if (task == "remove") {
    if (need != "" && !needed) verdict = "missing"
    else if (verdict == "write" && keep && !rest) verdict = "last"
    if (verdict != "write") for (i in D) delete D[i]
  }`;

const telling = String.raw`
  for (i = 1; i <= lines; i++) if (i in K && !(i in D)) {
    if (!(K[i] in how)) { order[++keys] = K[i]; how[K[i]] = H[i] }
    else if (H[i] == "marked" || how[K[i]] == "options") how[K[i]] = H[i]
  }
  if (keys > ${mostKeys}) verdict = "many"
  total = 0
  if (verdict == "write") printf "" > "text"
  if (verdict == "write") for (i = 1; i <= lines; i++) if (!(i in D)) {
    end = i == last ? "" : "\n"
    printf "%s%s", L[i], end > "text"
    total += length(L[i]) + length(end)
  }
  for (i = 1; i <= keys && verdict != "many"; i++) print how[order[i]], substr(order[i], index(order[i], " ") + 1)
  print "=", verdict, total, bytes - 2
}`;

/** Reads `task`, `want`, `need`, `marked` and `keep`; prints a line for each key, and one that says what it did. Has no single quote. */
export const awkText = [reading, taking, deciding, telling].join("");
