# Read by bin/serve and bin/test: makes .venv and installs the exact pins; costs nothing when they are in already.
# A copy of the pins is kept inside .venv and is the last thing written, so a killed installation is begun anew.

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
    for python in ${PYTHON:-python3.11 python3 python3.12 python3.13}; do
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then return; fi
    done
    stop "没有找到 Python 3.11 或更新的版本。Debian:apt-get install python3 python3-venv"
}

install_pins() { # FILE COPY: wheels/, where present, replaces the package index
    : > .venv/unfinished
    if [ -d wheels ]; then set -- "$1" "$2" --no-index --find-links wheels; fi
    pins=$1 copy=$2
    shift 2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input "$@" -r "$pins" ||
        stop "依赖没有装好：请检查网络，或把安装包放进 wheels/ 后重试。"
    cp "$pins" "$copy"
    rm .venv/unfinished
}

make_venv() { # [FILE]: requirements.txt, and FILE beside it
    if [ -e .venv/unfinished ] || ! cmp -s requirements.txt .venv/pins || ! .venv/bin/python -c '' 2>/dev/null; then
        find_python
        say "正在安装依赖（首次启动，或依赖有变动）……"
        rm -rf .venv
        "$python" -m venv .venv || stop "建不了 .venv。Debian:apt-get install python3-venv"
        install_pins requirements.txt .venv/pins
    fi
    if [ $# -gt 0 ] && ! cmp -s "$1" .venv/more-pins; then
        say "正在安装测试工具……"
        install_pins "$1" .venv/more-pins
    fi
}
