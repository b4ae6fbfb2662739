/** The part of the sh text that touches ~/.ssh: how it is entered, and how the file there is looked at, locked and replaced. */
import { awkText, mark } from "./awkText";

/**
 * From here on the working directory is in ~/.ssh, so nobody can put another directory in its place. A loose mode is one with which sshd
 * ignores the file, so that nothing is proven.
 */
export const entering = String.raw`
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

/** `look` sets `keys` and `verdict`. A file's time is not part of its identity: `ls` prints it in another form as the clock moves. A file that changes while it is read is read again. */
export const looking = String.raw`
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
        mode=@{2%"@{2#??????????}"} owner=$4:$5 size=$6 identity="$1 $2 $4 $5 $6"
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
export const locking = String.raw`
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
export const replacing = String.raw`
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
