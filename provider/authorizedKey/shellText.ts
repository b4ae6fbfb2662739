/** The sh text, in parts: whom it is for, what sshd reads, what happens to the file (fileText.ts), and what is printed. */
import { mark } from "./awkText";
import { entering, locking, looking, replacing } from "./fileText";

/** In a template, what sh calls `${name}` has to be written `@{name}`. */
function sh(text: string): string {
  return text.replaceAll("@{", "${").trim();
}

/** Cloud Assistant mixes both outputs, so what tools complain of goes nowhere. A refusal is all that its run prints. */
const start = String.raw`
set -fu
exec </dev/null 2>/dev/null
umask 077
LC_ALL=C
PATH=@{PATH-}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
nl='
'
held=0
refuse() {
  printf 'error %s %s\n' "$2" "$3"
  exit "$1"
}
release() {
  if [ $held = 2 ]; then
    rm -f ./new ./text
    cd ..
  fi
  if [ $held != 0 ]; then rmdir "./$lock"; fi
  held=0
}
trap release EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
for tool in awk base64 cat chown cp find ls mkdir mv rm rmdir sha256sum sleep tr; do
  command -v "$tool" >/dev/null || refuse 10 ToolMissing "$tool is not installed on this instance"
done`;

/** HOME belongs to whoever runs the script. `cd -P` sets PWD to the path without links. */
const account = String.raw`
entry=
if command -v getent >/dev/null; then
  entry=$(getent passwd "$user")
else
  while IFS= read -r line; do
    case $line in "$user":*) entry=$line; break ;; esac
  done </etc/passwd
fi
IFS=:
set -- @{entry%%"$nl"*}
[ $# -ge 6 ] || refuse 11 NoSuchUser "there is no user $user on this instance"
uid=$3 gid=$4 home=@{6%/}
case $uid$gid in *[!0-9]*) refuse 11 NoSuchUser "user $user has no numeric user and group ID" ;; esac
case $6 in /*) ;; *) refuse 12 NoHome "user $user has no home directory" ;; esac
cd -P "$home/" || refuse 12 NoHome "the home directory of user $user, $6, does not exist"
top=@{PWD%/}`;

/**
 * Older sshd want all three of user, host and addr, and an absolute path for themselves, which `command -v` gives. A list refuses nothing
 * here: it only reports.
 */
const daemon = String.raw`
expand() {
  left=$1 path=
  while :; do
    case $left in *%*) ;; *) break ;; esac
    path=$path@{left%%\%*}
    left=@{left#*\%}
    case $left in
      h*) path=$path$home ;;
      u*) path=$path$user ;;
      U*) path=$path$uid ;;
      %*) path=$path% ;;
      *) path=$path%@{left%"@{left#?}"} ;;
    esac
    left=@{left#?}
  done
  path=$path$left
  case $path in /*) ;; *) path=$home/$path ;; esac
}
confirmed=no strict=yes files= reads=no says=
sshd=$(command -v sshd) && says=$("$sshd" -T -C "user=$user,host=localhost,addr=127.0.0.1") || says=
IFS=$nl
for line in $says; do
  case $line in
    [Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Ee][Dd][Kk][Ee][Yy][Ss][Ff][Ii][Ll][Ee]\ *) files="$files @{line#* }" ;;
    pubkeyauthentication\ no) reads=off ;;
    strictmodes\ no) strict=no ;;
  esac
done
IFS=' '
for file in $files; do
  [ $reads != off ] || break
  expand "$file"
  if [ "$path" = "$home/.ssh/authorized_keys" ]; then reads=yes; fi
  if [ "@{path##*/}" = authorized_keys ] && [ "@{path%/*}" -ef "$home/.ssh" ]; then reads=yes; fi
done
if [ -n "$files" ]; then
  case $task$reads in
    *yes) confirmed=yes ;;
    list*) ;;
    *off) refuse 13 PublicKeyOff "sshd does not accept public keys of user $user: PubkeyAuthentication is no" ;;
    *) refuse 14 OtherKeyFile "sshd reads other files for user $user than ~/.ssh/authorized_keys:$files" ;;
  esac
fi`;

/** What is printed comes from the file as it is afterwards, not from what was meant to be in it. */
const finish = String.raw`
keys= verdict=same
if [ $there = yes ]; then
  state
  if [ $loose$strict = yesyes ]; then confirmed=no; fi
elif [ -n "$need" ]; then
  verdict=missing
fi
case $there$task$confirmed in
  no*) ;;
  yeslist* | yesremoveno) look list ;;
  *)
    enter
    look "$task"
    final=$verdict
    if [ "$verdict" = write ]; then
      replace
      look list
    else
      leave
    fi
    verdict=$final
    release
    ;;
esac
case $verdict in last) outcome='kept last' ;; missing) outcome='required key missing' ;; *) outcome=done ;; esac
if [ "$task$confirmed" = removeno ]; then outcome='not confirmed'; fi
report="${mark} 1@{nl}confirmed $confirmed"
IFS=$nl
for line in $keys; do
  hash=$(printf %s "@{line#* }" | base64 -d | sha256sum)
  hash=@{hash%% *}
  [ @{#hash} = 64 ] || refuse 10 ToolMissing "base64 and sha256sum of this instance do not work"
  report="$report@{nl}key @{line%% *} $hash"
done
printf '%s\noutcome %s\nend\n' "$report" "$outcome"`;

/** Expects `user`, `task`, `want`, `need`, `marked` and `keep` to be set before it. */
export const shellText = [start, account, daemon, entering, looking, locking, replacing, finish]
  .map(sh)
  .join("\n");
