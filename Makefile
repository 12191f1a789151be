# The commands of the house; each sets up what it needs first, once. The work is in tools/setup/.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup build run test check format bench docs pictures film lock clean

setup := @python=$$(PYTHON="$(PYTHON)" sh tools/find-python.sh) && "$$python" -m tools.setup
python := PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python
npm := PATH="$(CURDIR)/.venv/bin:$$PATH" npm --prefix web/client

help: ## 列出所有命令 · list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

setup: ## 准备运行和开发所需的一切 · set up everything for running and developing
	$(setup) test dev pages kernel

build: ## 只准备，不启动（部署用） · what a server needs, without starting it
	$(setup) run pages kernel

run: ## 启动演示课堂 · start the demonstration lesson (ARGS="--help" for its switches)
	$(setup) run pages kernel
	@$(python) sanketang.py demo $(ARGS)

test: ## 运行全部测试 · run every test (ARGS="tests/house" for some)
	$(setup) test dev pages kernel
	@$(npm) test & $(python) -m tools.run_tests $(ARGS) && wait $$!

check: ## 风格、类型、分层检查 · style, types and layers
	$(setup) dev pages
	@$(python) -m ruff check .
	@$(python) -m ruff format --check .
	@.venv/bin/lint-imports
	@$(python) -m mypy & $(npm) run check && wait $$!
	@$(npm) run size

format: ## 整理 Python 代码格式 · put Python code into its format
	$(setup) dev
	@$(python) -m ruff check --fix .
	@$(python) -m ruff format .

bench: ## 测量 docs/develop/benches.md 中的数据 · measure the published figures
	$(setup) test bench dev fuzz pages kernel
	@for name in $$(grep -l __main__ bench/*.py | xargs grep -l "report\.publish" | sed 's|bench/\(.*\)\.py|\1|'); do \
	    echo "── bench.$$name"; $(python) -m bench.$$name --json || exit 1; done

docs: ## 重新生成协议等文档 · write the generated documents anew
	$(setup) dev
	@$(python) -m tools.protocol
	@$(python) -m tools.rules
	@$(python) -m tools.api_types
	@$(python) -m tools.kinds

pictures: ## 重新拍摄文档里的画面 · take the documents' pictures anew
	$(setup) test dev pages
	@$(python) -m tools.pictures
	@$(python) -m tools.return_pictures
	@$(python) -m tools.clerk_pictures
	@$(python) -m tools.monitor_pictures

film: ## 重新制作演示影片 · make the demonstration film anew
	$(setup) film dev
	@$(python) -m demo.film demo/lesson.mp4
	@$(python) -m demo.classroom_film demo/classroom_a.mp4 demo/classroom_b.mp4

lock: ## 按 pyproject.toml 更新锁文件 · bring the lock files up to date
	$(setup) dev
	@$(python) -m tools.locks

clean: ## 删除一切可以重新生成的东西 · remove all that can be made again (keeps var/)
	rm -rf .venv web/static web/client/node_modules web/client/dist test-results
	rm -f media/kernel/_compiled*
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
