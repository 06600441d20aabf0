#!/bin/bash
# vm.sh: lab.sh with Libreswan, in a User Mode Linux guest. Libreswan needs ESP in the kernel, which not every
# machine has; Debian's User Mode Linux has it, boots in two seconds and needs no virtualisation. Its package
# cannot be installed beside strongSwan's, so it is unpacked, and laid over /usr in the nodes only.
#
#   vm.sh install | up | fault NAME | list | ssh | exec | inventory | down | guard: as lab.sh
#
#   this host 198.18.N.9 -- 198.18.N.10 guest, which has the whole of lab.sh inside: 198.18.N.2 hq, 198.18.N.6 br1
#
# Environment: LAB_INDEX and LAB_STATE as lab.sh; LAB_PACKAGES is where the packages are unpacked.
set -u
HERE=$(dirname "$(readlink -f "$0")")
INDEX=${LAB_INDEX:-0}
S=${LAB_STATE:-/var/lib/ipsec-diag-lab-$INDEX}
PACKED=${LAB_PACKAGES:-/var/lib/ipsec-diag-lab-packages}
TAP=ipd$INDEX-vm
GUEST=198.18.$INDEX.10
UNPACK="libreswan user-mode-linux"
INSTALL="kmod gcc libc6-dev libnss3-tools libldns3 libevent-core-2.1-7 libevent-pthreads-2.1-7 libunbound8
	libcurl3-nss libaudit1 libcap-ng0 libselinux1 libpam0g"
export LAB_INDEX=$INDEX LAB_STATE=$S LAB_PACKAGES=$PACKED LAB_FAULTS=libreswan

say() { echo "lab: $*" >&2; }
die() { say "$*"; exit 1; }
lab() { bash "$HERE/lab.sh" "$@"; }
guest() { ssh -F "$S/vm_config" guest "LAB_INDEX=$INDEX LAB_STATE=$S LAB_PACKAGES=$PACKED LAB_FAULTS=libreswan LAB_ESP=kernel TMPDIR=/run bash $HERE/lab.sh $*"; }

cmd_install() {
	LAB_MORE="$INSTALL" lab install || die "packages are missing and cannot be installed:" $INSTALL
	local p version
	for p in $UNPACK; do
		[ -f "$PACKED/$p.done" ] || unpack "$p" || die "$p cannot be fetched from Debian and unpacked: no Libreswan lab"
	done
	version=$(cd "$PACKED/usr/lib/uml/modules" && echo *)
	[ -e "$PACKED/lib/modules" ] || { mkdir -p "$PACKED/lib" && ln -s ../usr/lib/uml/modules "$PACKED/lib/modules"; }
	[ -f "$PACKED/lib/modules/$version/modules.dep.bin" ] || depmod -b "$PACKED" "$version" || die "depmod failed"
	gcc -O2 -shared -fPIC -o "$PACKED/xstate.so" "$HERE/xstate.c" || die "xstate.c does not compile"
}

unpack() (
	say "unpacking $1"
	mkdir -p "$PACKED" && cd "$PACKED" || return 1
	apt-get download -q "$1" >/dev/null 2>&1 || { apt-get update -q >/dev/null && apt-get download -q "$1"; } || return 1
	dpkg-deb -x "$1"_*.deb . && rm -f "$1"_*.deb && : >"$1.done"
)

cmd_boot() {
	[ -f "$PACKED/xstate.so" ] || die "the packages are not there: vm.sh install"
	! running || return 0
	mkdir -p -m 700 "$S"
	lab keys || die "no keys"
	printf 'Host guest\n  HostName %s\n  User root\n  IdentityFile %s\n  IdentitiesOnly yes\n' "$GUEST" "$S/keys/login" >"$S/vm_config"
	printf '  UserKnownHostsFile %s\n  BatchMode yes\n  ConnectTimeout 5\n' "$S/vm_hosts" >>"$S/vm_config"
	printf '%s %s\n' "$GUEST" "$(cut -d' ' -f1,2 "$S/keys/host_hq.pub")" >"$S/vm_hosts"
	ip tuntap add "$TAP" mode tap || die "cannot add the interface $TAP: another lab has it? (LAB_INDEX)"
	ip addr add "198.18.$INDEX.9/30" dev "$TAP"
	ip link set "$TAP" up
	ip route add "198.18.$INDEX.0/29" via "$GUEST" dev "$TAP"
	LD_PRELOAD=$PACKED/xstate.so setsid "$PACKED/usr/bin/linux.uml" mem=768M rootfstype=hostfs rootflags=/ ro quiet \
		init=/bin/bash LAB_INDEX="$INDEX" LAB_STATE="$S" LAB_PACKAGES="$PACKED" LAB_KEYS="$S/keys" \
		vec0:transport=tap,ifname="$TAP",depth=64 con=null con0=null,fd:1 -- "$HERE/vm-init.sh" </dev/null >"$S/vm.log" 2>&1 9>&- &
	echo $! >"$S/vm.pid"
	disown
	local i
	for ((i = 0; i < 200; i++)); do
		(exec 3<>"/dev/tcp/$GUEST/22") 2>/dev/null && return 0
		running || break
		sleep 0.1
	done
	cat "$S/vm.log" >&2
	die "the guest did not come up"
}

running() { grep -qsz -- "LAB_STATE=$S" "/proc/$(cat "$S/vm.pid" 2>/dev/null)/cmdline"; }

cmd_down() {
	local i
	if running; then
		kill -KILL -- "-$(cat "$S/vm.pid")"
		for ((i = 0; i < 50; i++)); do running || break; sleep 0.1; done
	fi
	[ ! -f "$S/vm.pid" ] || ip link del "$TAP" 2>/dev/null
	[ ! -d "$S" ] || rm -rf "${S:?}"/{keys,pki,pki.new,pki.log,known_hosts,ssh_config,lock,vm.log,vm.pid,vm_config,vm_hosts,current,hq,br1,inet,hqlan,br1lan}
	[ ! -d "$S" ] || rmdir --ignore-fail-on-non-empty "$S"
}

main() {
	local c=${1:-help}
	shift || true
	case $c in
	install) cmd_install ;;
	up) cmd_boot && guest fault lsw-healthy ;;
	fault) cmd_boot && guest fault "${1:?which fault}" ;;
	exec) guest exec "$(printf '%q ' "$@")" ;;
	ssh | inventory | list) lab "$c" "$@" ;;
	down) cmd_down ;;
	guard)
		while grep -qs '^State:.[^ZX]' "/proc/${1:?which process}/status"; do sleep 1; done
		cmd_down
		;;
	*) sed -n '2,/^set -u/{/^#/s/^# \{0,1\}//p}' "$0" ;;
	esac
}

{ main "$@"; exit; }
