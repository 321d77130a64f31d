import Fuzzing
@preconcurrency import Glibc
import Server

/// The body that FUZZ_TARGET names, the same for the whole run.
private let target: @Sendable (UnsafePointer<UInt8>?, Int) -> CInt = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    if let target = FuzzTarget(rawValue: name) { return { target.run($0, $1) } }
    if let target = TextFuzzTarget(rawValue: name) { return { target.run($0, $1) } }
    let names = FuzzTarget.allCases.map(\.rawValue) + TextFuzzTarget.allCases.map(\.rawValue)
    fputs("FUZZ_TARGET is not one of: \(names.joined(separator: " "))\n", stderr)
    exit(2)
}()

@_cdecl("LLVMFuzzerTestOneInput")
package func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target(start, count)
}
