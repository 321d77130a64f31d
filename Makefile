# What people type. The work is done by the small programs in scripts/.

.PHONY: help run test benchmark soak fuzz format lint release prove-runtime clean

help:
	@echo "make run            build and start the server with a demo room (ARGS=\"--http-port 9000\" passes flags on)"
	@echo "make test           every test, from pure ones to real browsers"
	@echo "make soak           let bots come and go for M=10 minutes; nothing of them may stay behind"
	@echo "make fuzz           run the fuzzers (T=stun S=60: one of them, for so many seconds)"
	@echo "make format         format the Swift sources in place"
	@echo "make lint           check their format"
	@echo "make benchmark      measure it (ARGS=\"rooms --people 9\" chooses; default: all of it)"
	@echo "make release        only build the program: .build/release/tessera"
	@echo "make prove-runtime  run the built program in a clean Debian 12 tree (as root)"
	@echo "make clean          remove what was built"

run:
	@scripts/run $(ARGS)

test:
	@scripts/test

benchmark:
	@scripts/benchmark $(ARGS)

soak:
	@scripts/benchmark soak --minutes $(or $(M),10)

fuzz:
	@scripts/fuzz $(or $(T),all) $(or $(S),60)

format:
	swift format --in-place --parallel --recursive Package.swift Sources Tests Benchmarks Fuzz

lint:
	swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks Fuzz

release:
	@scripts/install-packages scripts/packages/build.txt
	@scripts/build-release

prove-runtime: release
	@scripts/prove-runtime

clean:
	rm -rf .build .build-tsan .build-fuzz .build-budget .venv Tests/EndToEnd/output
