#!/bin/bash
# vm-init.sh: process 1 of the guest of vm.sh. The machine's root is seen read-only; only the lab's state folder
# can be written. The settings come from the kernel's command line.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t tmpfs tmpfs /run
mount -t hostfs -o "$LAB_STATE" none "$LAB_STATE"
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /run/netns /run/sshd /dev/net
printf '#!/bin/sh\nexec modprobe -d %s "$@"\n' "$LAB_PACKAGES" >/run/modprobe # the kernel asks it for what it lacks
chmod +x /run/modprobe
echo /run/modprobe >/proc/sys/kernel/modprobe
/run/modprobe ipv6
ln -s /run/systemd/journal/dev-log /dev/log # each node has its own /run
[ ! -e /root/.bashrc ] || mount --bind /dev/null /root/.bashrc # as in the nodes: it must not speak in ssh sessions
hostname guest
ip link set lo up
ip addr add "198.18.$LAB_INDEX.10/30" dev vec0
ip link set vec0 up
sysctl -qw net.ipv4.ip_forward=1
exec /usr/sbin/sshd -D -f /dev/null -h "$LAB_KEYS/host_hq" -o AuthorizedKeysFile="$LAB_KEYS/login.pub" -o StrictModes=no \
	-o UsePAM=no -o PidFile=none -o PermitRootLogin=prohibit-password
