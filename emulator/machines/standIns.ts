// The programs that an instance has instead of this machine's: they know the instance's users and its SSH server.

/** A user of every instance, with its home inside the instance. */
export interface MachineUser {
  readonly name: string;
  /** As the instance sees it. */
  readonly home: string;
}

/** The users of every instance. */
export const machineUsers: readonly MachineUser[] = [
  { name: "root", home: "/root" },
  { name: "ecs-user", home: "/home/ecs-user" },
];

/** How `sshd -T` ends: with the configuration, with an error, or because it is not installed. */
export const sshdStates = ["ok", "fails", "missing"] as const;

/** How `sshd -T` ends. */
export type SshdState = (typeof sshdStates)[number];

/** Which files OpenSSH reads by default. */
export const defaultAuthorizedKeysFile = ".ssh/authorized_keys .ssh/authorized_keys2";

// All users of an instance are really the user that runs the emulator, so scripts that compare owners see that id.
const uid = process.getuid?.() ?? 0;
const gid = process.getgid?.() ?? 0;
const names = machineUsers.map(({ name }) => name).join("|");

/** @returns `getent` of an instance in this folder. */
export function getentScript(folder: string): string {
  const rows = machineUsers.map(({ name, home }) => {
    const row = `${name}:x:${uid}:${gid}::${folder}${home}:/bin/sh`;
    return `    ${name}) printf '%s\\n' ${quoted(row)} ;;`;
  });
  return `#!/bin/sh
# Part of the emulator: getent passwd, for the users of this instance.
[ "$1" = passwd ] || { echo "getent: only passwd is emulated" >&2; exit 1; }
shift
[ $# -gt 0 ] || set -- ${machineUsers.map(({ name }) => name).join(" ")}
status=0
for user do
  case "$user" in
${rows.join("\n")}
    *) status=2 ;;
  esac
done
exit $status
`;
}

/** `id` of every instance. */
export const idScript = `#!/bin/sh
# Part of the emulator: id, for the users of this instance.
what= asName=
while getopts ugn option; do
  case "$option" in
    u | g) what=$option ;;
    n) asName=1 ;;
    *) exit 1 ;;
  esac
done
shift $((OPTIND - 1))
user=\${1:-root}
case "$user" in
  ${names}) ;;
  *) echo "id: '$user': no such user" >&2; exit 1 ;;
esac
case "$what$asName" in
  u) echo ${uid} ;;
  g) echo ${gid} ;;
  u1 | g1) echo "$user" ;;
  *) echo "uid=${uid}($user) gid=${gid}($user) groups=${gid}($user)" ;;
esac
`;

/** @returns `sshd` of an instance, which prints this file; undefined where it is not installed. */
export function sshdScript(state: SshdState, configuration: string): string | undefined {
  switch (state) {
    case "missing":
      return undefined;
    case "fails":
      return "#!/bin/sh\necho 'sshd: no hostkeys available -- exiting.' >&2\nexit 255\n";
    case "ok":
      return `#!/bin/sh
# Part of the emulator: sshd -T, for this instance.
case " $* " in
  *" -T "*) exec cat ${quoted(configuration)} ;;
esac
echo "sshd: only -T is emulated" >&2
exit 1
`;
  }
}

/** @returns what `sshd -T` prints, in lower case as OpenSSH prints it. */
export function sshdConfiguration(authorizedKeysFile: string): string {
  return `port 22
permitrootlogin yes
pubkeyauthentication yes
strictmodes yes
authorizedkeysfile ${authorizedKeysFile}
`;
}

/** @returns a text as one word of a shell command. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
