import Glibc

/// How many files and sockets the process may have open.
enum FileDescriptors {
    /// For what is no connection: sockets of media, logs, recordings, what libraries open.
    private static let others = 256

    /// Raises the limit as far as it is needed and allowed.
    ///
    /// - Returns: how many connections there can be, at most `connections`, at least one.
    static func allow(_ connections: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return connections
        }
        let needed = rlim_t(connections + others)
        if limit.rlim_cur < needed {
            limit.rlim_cur = min(needed, limit.rlim_max)
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let most = Int(clamping: limit.rlim_cur) - others
        return max(1, min(connections, most))
    }
}
