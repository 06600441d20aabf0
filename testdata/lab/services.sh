#!/bin/bash
# The programs from Debian that tests run beside this one: PostgreSQL, Prometheus, Alertmanager, Chromium, Nagios, Icinga,
# Request Tracker, Redmine.
#   services.sh install    install those that are missing; none of them is started
set -eu
PACKAGES="systemd postgresql prometheus prometheus-alertmanager chromium nagios4-core nagios4-common icinga2-bin icinga2-common jq curl request-tracker5 rt5-standalone rt5-db-sqlite redmine redmine-sqlite puma"

install() {
	local missing=""
	for p in $PACKAGES; do
		dpkg -s "$p" 2>/dev/null | grep -q '^Status: install ok installed' || missing="$missing $p"
	done
	[ -n "$missing" ] || return 0
	# The tests start each program themselves, with a folder and a port of its own.
	local policy=/usr/sbin/policy-rc.d made=
	if [ ! -e $policy ]; then
		printf '#!/bin/sh\nexit 101\n' >$policy
		chmod 755 $policy
		made=1
	fi
	# No database and no timer of theirs on this machine.
	if [[ "$missing" == *request-tracker5* || "$missing" == *redmine* ]]; then
		printf '%s\n' 'request-tracker5 request-tracker5/dbconfig-install boolean false' \
			'request-tracker5 request-tracker5/install-cronjobs boolean false' \
			'redmine redmine/instances/default/dbconfig-install boolean false' | debconf-set-selections
	fi
	local rc=0
	apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing || rc=$?
	[ -z "$made" ] || rm -f $policy
	return $rc
}

case "${1:-}" in
install) install ;;
*)
	sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
	exit 64
	;;
esac
