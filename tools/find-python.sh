#!/bin/sh
# Print a Python of 3.11 or newer, or say what to install. PYTHON=/path/to/python is taken first.
set -u

for candidate in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done

printf '%s\n' >&2 \
    '没有找到 Python 3.11 或更新的版本。请先安装，然后重新运行刚才的命令：' \
    'No Python 3.11 or newer was found. Install one, then give the same command again:' \
    '    Debian 12, Ubuntu 24.04:  sudo apt-get install python3 python3-venv' \
    '    Ubuntu 22.04:             sudo apt-get install python3.11 python3.11-venv'
exit 1
