#!/bin/bash
# lab.sh: a real IPsec lab on one Debian 12 machine, as root: strongSwan, sshd and journald in network
# namespaces. It needs no systemd running, no kernel modules and no kernel ESP.
#
#   lab.sh install           install from Debian what the lab needs and is missing
#   lab.sh up                build the lab, healthy and with traffic (the same as: fault healthy-traffic)
#   lab.sh fault NAME        build it anew with that fault and wait until the symptoms show
#   lab.sh heal              the same as up
#   lab.sh list              the faults, one a line, with what is wrong
#   lab.sh ssh NODE CMD...   run CMD on hq or br1 over ssh
#   lab.sh exec NODE CMD...  run CMD in a node (hq br1 inet hqlan br1lan) without ssh
#   lab.sh status            what runs
#   lab.sh inventory FILE [hq|br1]   write an ipsec-diag inventory: both gateways, or that one only
#   lab.sh down              stop and remove all that this lab made; harmless to repeat
#   lab.sh guard PID         wait for process PID to end, then down (for a test that may be killed)
#
#   hqlan 10.1.0.10 -- 10.1.0.1 hq 198.51.100.1 -- inet -- 203.0.113.1 br1 10.2.0.1 -- 10.2.0.10 br1lan
#   this host 198.18.N.1 -- 198.18.N.2 hq (ssh)          this host 198.18.N.5 -- 198.18.N.6 br1 (ssh)
#
# Environment:
#   LAB_INDEX   N, 0 (default) to 255. Labs of different number and state run side by side.
#   LAB_STATE   the lab's folder (default /var/lib/ipsec-diag-lab-N)
set -u
SELF=$(readlink -f "$0")
INDEX=${LAB_INDEX:-0}
S=${LAB_STATE:-/var/lib/ipsec-diag-lab-$INDEX}
P=ipd$INDEX-
GWS="hq br1"
NODES="hq br1 inet hqlan br1lan"
CGROUPS="/sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd"
PACKAGES="charon-systemd strongswan-swanctl libcharon-extra-plugins libstrongswan-standard-plugins
	libstrongswan-extra-plugins strongswan-pki openssh-server openssh-client iproute2 nftables iputils-ping
	faketime procps util-linux systemd"
# what a gateway's private /etc holds of this machine's
ETC="passwd group nsswitch.conf services protocols machine-id localtime ld.so.cache ld.so.conf ld.so.conf.d
	ssl/openssl.cnf ssh swanctl strongswan.conf strongswan.d iproute2 systemd profile bash.bashrc login.defs
	alternatives debian_version os-release"
# noisy or useless here
PLUGINS_OFF="addrblock certexpire connmark dhcp error-notify farp forecast ha led lookip pkcs11 stroke
	test-vectors tnc-tnccs tpm unity"
declare -A C DESC
declare -A ADDR=([hq]=198.51.100.1 [br1]=203.0.113.1)
declare -A ROUTER=([br1]=203.0.113.2)
declare -A MGMT=([hq]=198.18.$INDEX.2 [br1]=198.18.$INDEX.6)
declare -A MGMT_HOST=([hq]=198.18.$INDEX.1 [br1]=198.18.$INDEX.5)
declare -A LAN=([hq]=10.1.0.0/16 [br1]=10.2.0.0/16)
declare -A LANHOST=([hq]=10.1.0.10 [br1]=10.2.0.10)

say() { echo "lab: $*" >&2; }
die() { say "$*"; exit 1; }
peer() { if [ "$1" = hq ]; then echo br1; else echo hq; fi; }

# gone PID: it ended. A zombie counts: some machines' process 1 is slow to reap.
gone() { ! grep -qs '^State:.[^ZX]' "/proc/$1/status"; }

# poll SECONDS CMD...: run CMD until it succeeds.
poll() {
	local i n=$(($1 * 20))
	shift
	for ((i = 0; i < n; i++)); do
		"$@" && return 0
		sleep 0.05
	done
	return 1
}

# ---------------------------------------------------------------- nodes

# enter NODE CMD...: run CMD in the node's network, mount, host name and process namespaces.
enter() {
	local n=$1
	shift
	nsenter -t "$(cat "$S/$n/init.pid")" -m -u -n -p -- "$@"
}

# enter_bg NODE CMD...: start CMD there and leave it running. It must hold none of our descriptors, or a pipe
# that reads from us never sees the end; so not by enter (bash keeps copies while a function runs redirected).
enter_bg() {
	local n=$1
	shift
	nsenter -t "$(cat "$S/$n/init.pid")" -m -u -n -p -- "$@" </dev/null >/dev/null 2>&1 9>&- &
	disown
}

node_up() {
	local n=$1
	mkdir "$S/$n" || die "$S/$n is in the way: lab.sh down"
	ip netns add "$P$n" || {
		rmdir "$S/$n" # not ours, so down must not remove it
		die "cannot add namespace $P$n: another lab has it? (LAB_INDEX, LAB_STATE)"
	}
	case " $GWS " in *" $n "*) node_etc "$n" ;; esac
	# not by `ip netns exec`: that mounts a fresh /sys without the cgroups journalctl -u needs
	env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LAB_STATE="$S" \
		nsenter --net="/run/netns/$P$n" unshare --mount --uts --pid --fork --kill-child --mount-proc \
		bash "$SELF" __init "$n" "$S" </dev/null >"$S/$n/init.log" 2>&1 9>&- &
	echo $! >"$S/$n/holder.pid"
	disown
	poll 20 test -e "$S/$n/ready" || { cat "$S/$n/init.log" >&2; die "node $n did not come up"; }
	pgrep -P "$(cat "$S/$n/holder.pid")" >"$S/$n/init.pid"
}

# __init NODE: runs as process 1 of a node.
cmd_init() {
	local n=$1
	hostname "$n"
	ip link set lo up
	if [ -d "$S/$n/etc" ]; then
		mount --bind "$S/$n/etc" /etc
		mount -t tmpfs -o mode=755 tmpfs /run
		mount -t tmpfs -o mode=755 tmpfs /var/log
		mount -t tmpfs -o mode=700 tmpfs /root # this machine's own ~/.bashrc must not speak in ssh sessions
		cp /etc/lab-bashrc /root/.bashrc
		mkdir -p /run/sshd /run/systemd/journal /run/systemd/units /run/log/journal
		/lib/systemd/systemd-journald >/dev/null 2>&1 &
		poll 10 test -S /run/systemd/journal/socket
	fi
	: >"$S/$n/ready"
	while :; do sleep 3600 & wait $!; done # bash reaps the orphans; --kill-child ends the whole node
}

# node_etc NODE: a private /etc with the lab's ssh keys, sshd and strongSwan settings.
node_etc() {
	local n=$1 e=$S/$1/etc f p
	mkdir "$e"
	(cd /etc && for f in $ETC; do [ ! -e "$f" ] || echo "$f"; done | xargs cp -a --parents -t "$e")
	mkdir -p "$e"/swanctl/{conf.d,private,pubkey,rsa,ecdsa,pkcs8,pkcs12,x509,x509aa,x509ac,x509ca,x509crl,x509ocsp}
	# no password works, and no account counts as locked (sshd without PAM refuses a locked one)
	(umask 077; awk -F: '{ print $1 ":*:20000:0:99999:7:::" }' "$e/passwd" >"$e/shadow")
	printf '127.0.0.1 localhost %s\n' "$n" >"$e/hosts"
	echo "$n" >"$e/hostname"
	rm -rf "$e"/ssh/* "$e"/swanctl/conf.d/* "$e"/swanctl/{private,rsa,ecdsa,pkcs8,pkcs12}/*
	install -m 600 "$S/keys/host_$n" "$e/ssh/ssh_host_ed25519_key"
	cp "$S/keys/login.pub" "$e/ssh/authorized_keys"
	cat >"$e/ssh/sshd_config" <<-E
		ListenAddress ${MGMT[$n]}
		HostKey /etc/ssh/ssh_host_ed25519_key
		AuthorizedKeysFile /etc/ssh/authorized_keys
		StrictModes no
		UsePAM no
		PasswordAuthentication no
		KbdInteractiveAuthentication no
		PidFile none
		PrintMotd no
	E
	# A wrong clock for charon and for what an ssh session runs (bash under sshd reads ~/.bashrc). Not by
	# ld.so.preload, which breaks sshd. The journal's stamps stay right: the kernel makes them.
	: >"$e/lab-bashrc"
	[ -z "${C[$n.clock]}" ] ||
		printf 'export LD_PRELOAD=%s FAKETIME=%s DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_RESET=1\n' \
			"$(ls /usr/lib/*/faketime/libfaketimeMT.so.1)" "${C[$n.clock]}" >"$e/lab-bashrc"
	echo 'include conf.d/*.conf' >"$e/swanctl/swanctl.conf"
	{
		printf 'charon {\n retransmit_timeout = %s\n retransmit_base = 1.4\n' "${C[$n.retransmit]}"
		printf ' %s\n' "${C[$n.charon]}"
		printf ' filelog {\n  lab {\n   path = /var/log/charon.log\n   time_format = %%b %%e %%T\n   flush_line = yes\n  }\n }\n'
		# without esp4 in the kernel: ESP by charon itself, always in UDP 4500, through the interface ipsec0
		printf ' plugins {\n  kernel-libipsec {\n   load = %s\n  }\n' "$([ "${LAB_ESP:-}" = kernel ] && echo no || echo yes)"
		for p in $PLUGINS_OFF; do printf '  %s {\n   load = no\n  }\n' "$p"; done
		printf ' }\n}\n'
	} >"$e/strongswan.d/zz-lab.conf"
}

# ---------------------------------------------------------------- network and keys

link() { # link NODE1 IF1 ADDR1 NODE2 IF2 ADDR2
	ip link add "$2" netns "$P$1" type veth peer name "$5" netns "$P$4"
	ip -n "$P$1" addr add "$3" dev "$2"
	ip -n "$P$4" addr add "$6" dev "$5"
	ip -n "$P$1" link set "$2" up
	ip -n "$P$4" link set "$5" up
}

net_up() {
	local n
	# IPv6 duplicate address detection ends a second later and would make charon roam
	for n in $NODES; do enter "$n" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0; done
	for n in hq br1 inet; do
		enter "$n" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
	done
	link hq wan0 198.51.100.1/30 inet hq 198.51.100.2/30
	link br1 wan0 "${ADDR[br1]}/30" inet br1 "${ROUTER[br1]}/30"
	link hq lan0 10.1.0.1/16 hqlan eth0 10.1.0.10/16
	link br1 lan0 10.2.0.1/16 br1lan eth0 10.2.0.10/16
	ip -n "${P}hqlan" addr add 10.1.5.10/16 dev eth0
	ip -n "${P}hq" route add default via 198.51.100.2
	ip -n "${P}br1" route add default via "${ROUTER[br1]}"
	ip -n "${P}hqlan" route add default via 10.1.0.1
	ip -n "${P}br1lan" route add default via 10.2.0.1
	# none on charon's ipsec0: its router solicitations would count as traffic
	for n in $GWS; do enter "$n" sysctl -qw net.ipv6.conf.default.disable_ipv6=1; done
	for n in $GWS; do # management: from this host only, beside the network
		ip link add "${P}m-$n" type veth peer name mgmt0 netns "$P$n"
		ip addr add "${MGMT_HOST[$n]}/30" dev "${P}m-$n"
		ip -n "$P$n" addr add "${MGMT[$n]}/30" dev mgmt0
		ip link set "${P}m-$n" up
		ip -n "$P$n" link set mgmt0 up
		ip -n "$P$n" route add "198.18.$INDEX.8/30" via "${MGMT_HOST[$n]}" # the host of vm.sh
		enter_bg "$n" /usr/sbin/sshd -D -E /var/log/sshd.log
	done
	for n in $GWS; do poll 10 ssh_answers "$n" || die "sshd of $n does not answer"; done
}

ssh_answers() { (exec 3<>"/dev/tcp/${MGMT[$1]}/22") 2>/dev/null; }

keys_up() {
	local k n
	mkdir -p "$S/keys"
	for k in login host_hq host_br1; do
		[ -f "$S/keys/$k" ] || ssh-keygen -q -t ed25519 -N '' -C "$k" -f "$S/keys/$k"
	done
	for n in $GWS; do
		printf '%s %s\n' "${MGMT[$n]}" "$(cut -d' ' -f1,2 "$S/keys/host_$n.pub")"
	done >"$S/known_hosts"
	for n in $GWS; do
		printf 'Host %s\n  HostName %s\n  User root\n  IdentityFile %s\n' "$n" "${MGMT[$n]}" "$S/keys/login"
		printf '  IdentitiesOnly yes\n  UserKnownHostsFile %s\n  BatchMode yes\n  ConnectTimeout 5\n' "$S/known_hosts"
	done >"$S/ssh_config"
}

# pki_up: two authorities and the certificates of the faults; made once.
pki_up() {
	[ -d "$S/pki" ] && return 0
	rm -rf "$S/pki.new"
	mkdir "$S/pki.new"
	(cd "$S/pki.new" && pki_make) >"$S/pki.log" 2>&1 || { cat "$S/pki.log" >&2; die "pki failed"; }
	mv "$S/pki.new" "$S/pki"
}

pki_make() {
	local n
	for n in ca:Example otherca:Other; do
		pki --gen --type ecdsa --size 256 --outform pem >"${n%:*}.key" || return 1
		pki --self --ca --lifetime 3650 --in "${n%:*}.key" --type ecdsa \
			--dn "C=CH, O=${n#*:}, CN=${n#*:} Root CA" --outform pem >"${n%:*}.pem" || return 1
	done
	cert hq ca hq.example.com --lifetime 730 --flag serverAuth &&
		cert br1 ca br1.example.com --lifetime 730 &&
		cert hqexpired ca hq.example.com --not-before '01.01.24 00:00:00' --not-after '01.01.25 00:00:00' &&
		cert br1expired ca br1.example.com --not-before '01.01.24 00:00:00' --not-after '01.01.25 00:00:00' &&
		cert br1other otherca br1.example.com --lifetime 730
}

cert() { # cert NAME AUTHORITY IDENTITY [OPTIONS]
	local n=$1 ca=$2 id=$3
	shift 3
	pki --gen --type ecdsa --size 256 --outform pem >"$n.key" &&
		pki --pub --in "$n.key" --type ecdsa | pki --issue --cacert "$ca.pem" --cakey "$ca.key" \
			--dn "C=CH, O=Example, CN=$id" --san "$id" --outform pem "$@" >"$n.pem"
}

# ---------------------------------------------------------------- strongSwan

# defaults: the healthy settings of both ends. A fault changes some, then calls start.
defaults() {
	local n o
	for n in $GWS; do
		o=$(peer "$n")
		C[$n.kind]=strongswan
		C[$n.version]=2
		C[$n.raddr]=${ADDR[$o]}
		C[$n.prop]=aes256-sha256-modp2048
		C[$n.esp]=aes256gcm16-modp2048
		C[$n.lid]=$n.example.com
		C[$n.rid]=$o.example.com
		C[$n.lauth]=psk
		C[$n.rauth]=psk
		C[$n.psk]=correct-horse-battery-staple
		C[$n.lts]=${LAN[$n]}
		C[$n.rts]=${LAN[$o]}
		C[$n.dpd]=30s
		C[$n.start]=none
		C[$n.load]=yes
		C[$n.retransmit]=0.5 # gives up after 8.2 s; strongSwan's own would take 165 s
		C[$n.conn_extra]= C[$n.child_extra]= C[$n.cert]= C[$n.clock]= C[$n.charon]=
	done
	C[br1.start]=start
}

# render NODE: its swanctl configuration.
render() {
	local n=$1 o certs=
	o=$(peer "$n")
	[ "${C[$n.lauth]}" = psk ] || certs="certs = ${C[$n.cert]}.pem"
	cat <<-E
		connections {
		  $o {
		    version = ${C[$n.version]}
		    local_addrs = ${ADDR[$n]}
		    remote_addrs = ${C[$n.raddr]}
		    proposals = ${C[$n.prop]}
		    dpd_delay = ${C[$n.dpd]}
		    $(printf '%b' "${C[$n.conn_extra]}")
		    local {
		      auth = ${C[$n.lauth]}
		      id = ${C[$n.lid]}
		      $certs
		    }
		    remote {
		      auth = ${C[$n.rauth]}
		      id = ${C[$n.rid]}
		    }
		    children {
		      lan {
		        local_ts = ${C[$n.lts]}
		        remote_ts = ${C[$n.rts]}
		        esp_proposals = ${C[$n.esp]}
		        start_action = ${C[$n.start]}
		        $(printf '%b' "${C[$n.child_extra]}")
		      }
		    }
		  }
		}
	E
	[ -z "${C[$n.psk]}" ] || cat <<-E
		secrets {
		  ike-$o {
		    id-local = ${C[$n.lid]}
		    id-remote = ${C[$n.rid]}
		    secret = "${C[$n.psk]}"
		  }
		}
	E
}

strongswan_configure() {
	local n=$1 e=$S/$1/etc/swanctl c=${C[$1.cert]}
	(umask 077; render "$n" >"$e/conf.d/lab.conf")
	[ -n "$c" ] || return 0
	pki_up
	cp "$S/pki/$c.pem" "$e/x509/"
	cp "$S/pki/ca.pem" "$e/x509ca/"
	install -m 600 "$S/pki/$c.key" "$e/private/$c.pem"
}

strongswan_start() {
	local n=$1
	# in a control group named as systemd's, so that journalctl -u strongswan works without systemd
	enter_bg "$n" bash -c 'for d in '"$CGROUPS"'; do
			[ -w $d/cgroup.procs ] || continue
			mkdir -p $d/'"$P$n"'.slice/strongswan.service &&
				echo 0 >$d/'"$P$n"'.slice/strongswan.service/cgroup.procs
		done 2>/dev/null
		echo $$ >/run/charon-systemd.pid
		. /root/.bashrc
		exec /usr/sbin/charon-systemd'
	poll 20 enter "$n" test -S /run/charon.vici || die "charon of $n did not start"
	[ "${C[$n.load]}" = yes ] || return 0
	enter "$n" swanctl --load-all --noprompt >"$S/$n/load-all.txt" 2>&1
}

charon_stop() { # charon_stop NODE SIGNAL
	enter "$1" bash -c 'pid=$(cat /run/charon-systemd.pid); kill -'"$2"' $pid
		while grep -qs "^State:.[^ZX]" /proc/$pid/status; do sleep 0.05; done
		rm -f /run/charon.vici'
}

# start [CMD...]: the lab with the settings in C; CMD runs before the daemons do. The responder starts first.
start() {
	local n
	build
	[ $# = 0 ] || "$@"
	for n in $GWS; do
		echo "${C[$n.kind]}" >"$S/$n/kind"
		echo "${ADDR[$n]}" >"$S/$n/address"
		"${C[$n.kind]}_configure" "$n"
	done
	for n in $GWS; do "${C[$n.kind]}_start" "$n"; done
}

build() {
	local n
	cmd_down
	mkdir -p -m 700 "$S"
	keys_up
	for n in $NODES; do node_up "$n"; done
	net_up
}

# ---------------------------------------------------------------- commands

cmd_down() {
	local n pid d
	for n in $NODES; do
		pid=$(cat "$S/$n/holder.pid" 2>/dev/null) || continue
		# only if that process is still ours; unshare --fork ignores TERM, --kill-child ends the node
		grep -qsxz -- "$S" "/proc/$pid/cmdline" || continue
		kill -KILL "$pid"
		poll 10 gone "$pid"
	done
	for n in $NODES; do
		[ -d "$S/$n" ] || continue # made by this state folder, or left alone
		[ ! -e "/run/netns/$P$n" ] || ip netns del "$P$n"
		ip link del "${P}m-$n" 2>/dev/null
		for d in $CGROUPS; do
			[ ! -d "$d/$P$n.slice" ] || poll 1 rmdir "$d/$P$n.slice/strongswan.service" "$d/$P$n.slice" 2>/dev/null
		done
		rm -rf "${S:?}/$n"
	done
	rm -f "$S/current"
}

cmd_install() {
	local p missing=
	for p in $PACKAGES ${LAB_MORE:-}; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q ' installed$' || missing="$missing $p"
	done
	[ -n "$missing" ] || { say "all packages are there"; return 0; }
	say "installing$missing"
	export DEBIAN_FRONTEND=noninteractive
	# the lab starts its own sshd and charon: none is to start on this machine itself
	[ -e /usr/sbin/policy-rc.d ] || {
		trap 'rm -f /usr/sbin/policy-rc.d' EXIT
		printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
		chmod +x /usr/sbin/policy-rc.d
	}
	# shellcheck disable=SC2086
	apt-get install -y -q --no-install-recommends $missing >/dev/null ||
		{ apt-get update -q && apt-get install -y -q --no-install-recommends $missing; }
}

cmd_fault() {
	local f=f_${1//-/_} t0=$SECONDS
	declare -F "$f" >/dev/null || die "no fault '$1' (lab.sh list)"
	defaults
	"$f" >/dev/null || die "fault $1 did not show its symptoms"
	echo "$1" >"$S/current"
	say "fault $1 is in place after $((SECONDS - t0)) s"
}

cmd_list() {
	local n
	grep -ohE '^DESC\[[a-z0-9-]+' "${FAULTS[@]}" | cut -d[ -f2 | while read -r n; do
		printf '%-28s %s\n' "$n" "${DESC[$n]}"
	done
}

# address NODE: where the other end would find it; behind NAT that is a private one.
address() { cat "$S/$1/address" 2>/dev/null || echo "${ADDR[$1]}"; }

cmd_inventory() { # cmd_inventory FILE [NODE]
	local n file=$1 ends=()
	{
		echo "devices:"
		for n in ${2:-$GWS}; do
			printf '  - name: %s\n    address: %s\n    platform: %s\n' "$n" "${MGMT[$n]}" "$(cat "$S/$n/kind")"
			printf '    host_key: "%s"\n' "$(ssh-keygen -lf "$S/keys/host_$n.pub" | cut -d' ' -f2)"
			printf '    login:\n      user: root\n      keys: ["%s"]\n' "$S/keys/login"
			printf '    aliases: ["%s"]\n' "$(address "$n")"
		done
		for n in $GWS; do
			if [ "${2:-$n}" = "$n" ]; then ends+=("$n"); else ends+=("$(address "$n")"); fi
		done
		printf 'tunnels:\n  - name: hq-br1\n    ends: ["%s", "%s"]\n' "${ends[0]}" "${ends[1]}"
	} >"$file"
}

cmd_status() {
	local n
	[ -d "$S" ] || { echo "no lab in $S"; return 0; }
	for n in $NODES; do
		[ ! -f "$S/$n/init.pid" ] || echo "$n: namespace $P$n, process $(cat "$S/$n/init.pid")"
	done
	echo "fault: $(cat "$S/current" 2>/dev/null || echo none)"
	echo "login: ssh -F $S/ssh_config hq"
}

# locked WAIT CMD...: one command at a time on a state folder.
locked() {
	local wait=$1
	shift
	[ "$(id -u)" = 0 ] || die "needs root"
	mkdir -p -m 700 "$S"
	exec 9>"$S/lock"
	flock -w "$wait" 9 || die "another lab command runs on $S"
	"$@"
}

main() {
	local c=${1:-help}
	shift || true
	case $c in
	__init) cmd_init "$1" ;;
	install) cmd_install ;;
	up | heal) locked 1 cmd_fault healthy-traffic ;;
	fault) locked 1 cmd_fault "${1:?which fault}" ;;
	down)
		[ -d "$S" ] || return 0
		locked 60 cmd_down
		rm -rf "${S:?}"/{keys,pki,pki.new,pki.log,known_hosts,ssh_config,lock}
		rmdir --ignore-fail-on-non-empty "$S"
		;;
	guard)
		until gone "${1:?which process}"; do sleep 1; done
		exec bash "$SELF" down
		;;
	list) cmd_list ;;
	keys) locked 1 keys_up ;;
	ssh) ssh -F "$S/ssh_config" "$@" ;;
	exec) enter "$@" ;;
	inventory) cmd_inventory "$@" ;;
	status) cmd_status ;;
	*) sed -n '2,/^set -u/{/^#/s/^# \{0,1\}//p}' "$SELF" ;;
	esac
}

. "$(dirname "$SELF")/faults.sh"
. "$(dirname "$SELF")/nat-faults.sh"
FAULTS=("$(dirname "$SELF")/faults.sh" "$(dirname "$SELF")/nat-faults.sh")
if [ "${LAB_FAULTS:-}" = libreswan ]; then # by vm.sh
	. "$(dirname "$SELF")/libreswan.sh"
	FAULTS=("$(dirname "$SELF")/libreswan-faults.sh")
	. "${FAULTS[0]}"
fi
{ main "$@"; exit; } # in one piece: bash reads a script as it goes
