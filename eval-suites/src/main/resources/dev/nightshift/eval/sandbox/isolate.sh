# Runs as the first process of fresh namespaces: builds a root of its own, then runs the command in it.
# Arguments: folder for the root, folder of the files, file that is made once all is ready, user to
# become (0: none), size of the disk in bytes, paths to read, --, the command.
# The root is entered by chroot and not by pivot_root: inside a chroot no user namespace can be made.
set -eu
root=$1; files=$2; ready=$3; uid=$4; disk=$5
shift 5
put() {
  if [ -L "$1" ]; then
    mkdir -p "$root$(dirname "$1")"
    [ -e "$root$1" ] || cp -P "$1" "$root$1"
  elif [ -d "$1" ]; then
    mkdir -p "$root$1"
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro,nosuid,nodev "$root$1"
  elif [ -e "$1" ]; then
    mkdir -p "$root$(dirname "$1")"
    : > "$root$1"
    mount --bind "$1" "$root$1"
    mount -o remount,bind,ro,nosuid,nodev "$root$1"
  fi
}
mount --make-rprivate /
mount -t tmpfs -o size=4m,nr_inodes=4096,mode=755,nosuid,nodev none "$root"
for path in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc/alternatives /etc/ld.so.cache /etc/localtime; do
  put "$path"
done
while [ "$1" != -- ]; do
  put "$1"
  shift
done
shift
mkdir "$root/dev" "$root/proc" "$root/work"
for device in null zero full random urandom; do
  : > "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
if mount -t proc -o nosuid,nodev,noexec proc "$root/proc" 2> "$root/dev/null"; then
  echo 0 2> "$root/dev/null" > "$root/proc/sys/kernel/shmall" || true
  mount -o remount,bind,ro,nosuid,nodev,noexec "$root/proc"
fi
mount -t tmpfs -o "size=$disk,nr_inodes=16384,mode=1777,nosuid,nodev" none "$root/work"
cp -r "$files/." "$root/work"
chmod -R a+rwX "$root/work"
mkdir -m 1777 "$root/work/.tmp"
ln -s work/.tmp "$root/tmp"
mount -o remount,bind,ro,nosuid,nodev "$root"
if [ "$uid" -gt 0 ]; then
  set -- --reuid="$uid" --regid="$uid" --clear-groups -- "$@"
else
  set -- -- "$@"
fi
: > "$ready"
cd "$root/work"
chroot "$root" setpriv --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
exit $?
