internal import CLinux
internal import Glibc

/// The CPUs that the process may use: its affinity mask, cut to what its cgroup pays for.
package struct ProcessorSet: Sendable, Hashable {
    /// In ascending order, at least one.
    package var cpus: [Int]
    /// CPU time per second that the cgroup allows, in CPUs; nil without a limit.
    package var quota: Double?

    /// Reads the affinity mask and the cgroup's quota.
    package static func available() -> ProcessorSet {
        ProcessorSet(allowed: allowedCPUs(), quota: CgroupQuota.current())
    }

    /// Takes as many CPUs of the mask as the quota fills, the lowest numbers first.
    ///
    /// More threads than the quota pays for would stop each other in the middle of each period.
    package init(allowed: [Int], quota: Double?) {
        self.quota = quota
        guard let quota else {
            cpus = allowed
            return
        }
        let filled = min(max(1, quota.rounded(.up)), Double(allowed.count))
        cpus = Array(allowed.prefix(Int(filled)))
    }

    private static func allowedCPUs() -> [Int] {
        var cpus = [Int32](repeating: 0, count: Int(CPU_SETSIZE))
        let count = unsafe cpus.withUnsafeMutableBufferPointer { buffer in
            unsafe tess_allowed_cpus(buffer.baseAddress, Int32(buffer.count))
        }
        return count > 0 ? cpus.prefix(Int(count)).map(Int.init) : [0]
    }
}

/// The CPU bandwidth limit of control groups, version 2 (`cpu.max`) and 1 (`cpu.cfs_quota_us`).
package enum CgroupQuota {
    /// The tightest limit between the process's group and the root, in CPUs; nil if there is none.
    package static func current() -> Double? {
        guard let membership = contents(of: "/proc/self/cgroup") else { return nil }
        return quota(membership: membership, contents: contents(of:))
    }

    /// As `current`, over given file contents.
    ///
    /// - Parameters:
    ///   - membership: `/proc/self/cgroup`, lines of `number:controllers:path`.
    ///   - contents: a file's contents by its path; nil if there is none.
    package static func quota(
        membership: String,
        contents: (String) -> String?,
    ) -> Double? {
        var limits: [Double] = []
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let controllers = fields[1].split(separator: ",")
            for folder in foldersUpward(from: String(fields[2])) {
                if controllers.isEmpty {
                    let file = contents("/sys/fs/cgroup\(folder)/cpu.max")
                    if let limit = file.flatMap(limit(cpuMax:)) { limits.append(limit) }
                } else if controllers.contains("cpu") {
                    let base = "/sys/fs/cgroup/cpu\(folder)/cpu.cfs_"
                    let files = (contents("\(base)quota_us"), contents("\(base)period_us"))
                    if case (let quota?, let period?) = files,
                        let limit = limit(quota: quota[...], period: period[...])
                    {
                        limits.append(limit)
                    }
                }
            }
        }
        return limits.min()
    }

    /// `cpu.max` holds `max 100000` or `150000 100000`: quota and period in microseconds.
    package static func limit(cpuMax: String) -> Double? {
        let fields = cpuMax.split { $0.isWhitespace }
        guard fields.count == 2 else { return nil }
        return limit(quota: fields[0], period: fields[1])
    }

    private static func limit(quota: Substring, period: Substring) -> Double? {
        guard let quota = number(quota), let period = number(period), quota > 0, period > 0
        else { return nil }
        return Double(quota) / Double(period)
    }

    private static func number(_ text: Substring) -> Int? {
        text.split { $0.isWhitespace }.first.flatMap { Int($0) }
    }

    /// `/a/b` gives `/a/b`, `/a` and the root's empty path: in a container the file may lie there.
    private static func foldersUpward(from path: String) -> [String] {
        var parts = path.split(separator: "/")
        var folders: [String] = []
        while !parts.isEmpty {
            folders.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return folders + [""]
    }

    private static func contents(of path: String) -> String? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(file, buffer.baseAddress, buffer.count)
        }
        return count >= 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}
