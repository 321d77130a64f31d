internal import CLinux
internal import Glibc
package import Media

/// What the process has used of the machine.
package struct ProcessUsage: Hashable, Sendable {
    /// CPU time of all threads so far, user and system.
    package var cpuTime: Interval
    /// Memory in use, in bytes.
    package var residentBytes: Int

    /// As it is now.
    package static func now() -> ProcessUsage {
        ProcessUsage(
            cpuTime: Interval(nanoseconds: tess_clock_ns(CLOCK_PROCESS_CPUTIME_ID)),
            residentBytes: residentPages() * Int(sysconf(Int32(_SC_PAGESIZE))),
        )
    }

    /// The second number of `/proc/self/statm` (proc(5)); 0 where there is no such file.
    private static func residentPages() -> Int {
        let file = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(file, buffer.baseAddress, buffer.count)
        }
        let numbers = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
        guard numbers.count > 1 else { return 0 }
        return Int(String(decoding: numbers[1], as: UTF8.self)) ?? 0
    }
}
