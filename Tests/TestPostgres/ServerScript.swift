/// The shell script that keeps a PostgreSQL server for as long as its standard input is open.
///
/// Arguments: the loopback port or 0 for none, the password for TCP, and settings for `postgresql.conf`.
/// It answers its start, and each command (`restart`, `stop`, `start`), with `ok …` or `failed …`.
enum ServerScript {
    static let text = #"""
        port=$1; password=$2; settings=$3
        export LC_ALL=C
        for bin in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr) \
            "$(pg_config --bindir 2>/dev/null)" "$(dirname "$(command -v postgres)")"; do
            [ -x "$bin/initdb" ] && [ -x "$bin/postgres" ] && break
        done
        [ -x "$bin/initdb" ] || { echo "failed: no PostgreSQL server is installed"; exit 1; }
        dir=$(mktemp -d /tmp/clickstream-pg-XXXXXX) || { echo "failed: no directory in /tmp"; exit 1; }
        finish() {
            "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1
            rm -rf "$dir"
        }
        trap '' INT TERM HUP PIPE
        control() {
            if "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w "$@" </dev/null >/dev/null 2>&1
            then echo "ok $dir"
            else echo "failed: pg_ctl $*: $(tail -n 3 "$dir/log" | tr '\n' ' ')"
            fi
        }
        printf '%s\n' "$password" >"$dir/password"
        "$bin/initdb" -D "$dir/data" -U clickstream --pwfile="$dir/password" --auth-local=trust \
            --auth-host=scram-sha-256 --encoding=UTF8 --no-sync </dev/null >"$dir/log" 2>&1 ||
            { echo "failed: initdb: $(tail -n 3 "$dir/log" | tr '\n' ' ')"; rm -rf "$dir"; exit 1; }
        {
            echo "unix_socket_directories = '$dir'"
            if [ "$port" = 0 ]; then echo "listen_addresses = ''"
            else echo "listen_addresses = '127.0.0.1'"; echo "port = $port"; fi
            echo "fsync = off"
            printf '%s\n' "$settings"
        } >>"$dir/data/postgresql.conf"
        control start
        while read -r command; do
            case $command in
            restart) control -m fast restart ;;
            stop) control -m fast stop ;;
            kill) control -m immediate stop ;;
            start) control start ;;
            esac
        done
        finish
        """#
}
