/** The sh text, in parts: whom it is for, what sshd reads, how the file is looked at, locked and replaced, and what is printed. */
import { awkText, mark } from "./awkText";

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

/**
 * From here on the working directory is in ~/.ssh, so nobody can put another directory in its place. A loose mode is one with which sshd
 * ignores the file, so that nothing is proven.
 */
const entering = String.raw`
owned() {
  [ "$2" = "$uid" ] || [ "$2" = 0 ] || refuse 16 ForeignOwner "$1 belongs to user ID $2, neither to user $user nor to root"
}
unwritable() {
  refuse 17 WriteFailed "~/.ssh of user $user cannot be written: the disk is full, read-only, or the file is immutable"
}
[ ! -h .ssh ] || refuse 15 LinkRefused "~/.ssh of user $user is a symbolic link"
[ ! -e .ssh ] || [ -d .ssh ] || refuse 15 LinkRefused "~/.ssh of user $user is not a directory"
there=yes made=no
if [ ! -e .ssh ]; then
  if [ "$task" = add ]; then
    IFS=' '
    set -- $(ls -ldn .)
    owned "the home directory" "$3"
    if mkdir .ssh; then made=yes; elif [ ! -d .ssh ]; then unwritable; fi
  else
    there=no
  fi
fi
if [ $there = yes ]; then
  cd -P ./.ssh && [ "$PWD" = "$top/.ssh" ] || refuse 15 LinkRefused "~/.ssh of user $user cannot be entered"
fi
if [ $made = yes ]; then
  chown "$uid:$gid" . || unwritable
  if [ -e /sys/fs/selinux/enforce ]; then restorecon .; fi
fi`;

/** `look` sets `keys` and `verdict`. A file that changes while it is read is read again. */
const looking = String.raw`
program='${awkText}'
at=. beside= loose=no
state() {
  mode= owner= identity= size=0 written= count=0
  IFS=$nl
  for line in $(ls -ldni "$at/." "$at/.." "$at/authorized_keys" $beside); do
    IFS=' '
    set -- $line
    count=$((count + 1))
    case $2 in l*) refuse 15 LinkRefused "~/.ssh/authorized_keys of user $user is a symbolic link" ;; esac
    if [ "@{line##* }" = ./new ]; then
      written="@{2%"@{2#??????????}"} $4:$5 $6"
      continue
    fi
    case $line in
      *" $at/." | *" $at/..") owned "~/.ssh or its parent" "$4" ;;
      *)
        case $2 in -*) ;; *) refuse 15 LinkRefused "~/.ssh/authorized_keys of user $user is not a file" ;; esac
        owned "~/.ssh/authorized_keys" "$4"
        mode=@{2%"@{2#??????????}"} owner=$4:$5 size=$6 identity=$line
        ;;
    esac
    case $2 in ?????w* | ????????w*) loose=yes ;; esac
  done
  [ $count -ge 2 ] || refuse 18 Unreadable "~/.ssh of user $user cannot be read"
}
look() {
  action=$1 tries=0
  while :; do
    state
    found=$({ [ -z "$mode" ] || tr -d '\000' <"$at/authorized_keys"; echo x; } |
      awk -v task="$action" -v want="$want" -v need="$need" -v marked="$marked" -v keep="$keep" "$program")
    keys=@{found%=*} verdict=@{found##*"$nl"}
    IFS=' '
    set -- $verdict - - - -
    verdict=$2 total=$3
    [ "$verdict" != many ] || refuse 19 TooManyKeys "~/.ssh/authorized_keys of user $user has more keys than can be reported"
    if [ "$1" = = ] && [ "$4" = "$size" ]; then break; fi
    if [ "$1" != = ] && [ $held = 2 ] && [ -e ./text ]; then unwritable; fi
    tries=$((tries + 1))
    [ $tries -lt 3 ] || refuse 18 Unreadable "~/.ssh/authorized_keys of user $user has NUL bytes, or cannot be read"
  done
}`;

/**
 * The lock is a directory of root's in ~/.ssh, in which the new file is written: the user cannot put a link there. A lock older than two
 * minutes was left by a run that was killed. Should two runs take it over at once, one of them misses its files, or finds the file changed,
 * and refuses.
 */
const locking = String.raw`
lock=.${mark}.lock
enter() {
  tries=0
  until mkdir "./$lock"; do
    tries=$((tries + 1))
    if [ -e "$lock" ] || [ -h "$lock" ]; then
      [ $tries -le 20 ] || refuse 20 Busy "another command is changing the keys of user $user"
      (cd -P "./$lock" && [ "$PWD" = "$top/.ssh/$lock" ] && [ -n "$(find . -prune -mmin +2)" ] && rm -f ./new ./text) &&
        rmdir "./$lock" || sleep 1
    else
      [ $tries -le 20 ] || unwritable
    fi
  done
  held=1
  cd -P "./$lock" && [ "$PWD" = "$top/.ssh/$lock" ] || unwritable
  held=2 at=..
}
leave() {
  cd ..
  held=1 at=.
}`;

/** `cp -p` brings owner, mode and access control list along; only then the content is replaced. */
const replacing = String.raw`
replace() {
  seen=$identity
  if [ -n "$mode" ]; then
    cp -p ../authorized_keys ./new || unwritable
  else
    : >./new && chown "$uid:$gid" ./new || unwritable
    mode=-rw------- owner=$uid:$gid
  fi
  cat ./text >./new || unwritable
  wanted="$mode $owner $total"
  selinux=no
  if [ -e /sys/fs/selinux/enforce ]; then
    selinux=yes
    if [ -n "$seen" ] && chcon --reference=../authorized_keys ./new; then selinux=no; fi
  fi
  sync ./new
  beside=./new
  state
  beside=
  [ "$written" = "$wanted" ] || unwritable
  [ "$identity" = "$seen" ] || refuse 20 Busy "another program is changing ~/.ssh/authorized_keys of user $user"
  mv -f ./new ../authorized_keys || unwritable
  if [ $selinux = yes ]; then restorecon ../authorized_keys; fi
  sync ..
}`;

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
