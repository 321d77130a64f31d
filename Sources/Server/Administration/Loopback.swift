import NIOCore

/// Which addresses and names mean this machine.
enum Loopback {
    /// Whether an address is in 127.0.0.0/8 or is ::1, also as an IPv4-mapped one.
    static func isLoopback(_ address: SocketAddress) -> Bool {
        switch address {
        case .unixDomainSocket: true
        case .v4, .v6: address.ipAddress.map(isLoopback(address:)) ?? false
        }
    }

    /// Whether an address or name, as in `--http-host`, means this machine and no other.
    static func isLoopback(host: String) -> Bool {
        host.lowercased() == "localhost" || isLoopback(address: host)
    }

    /// Whether a `Host` header means this machine: with or without a port.
    ///
    /// Only spellings that no resolver is asked about: `127.1` or `localhost.evil.example` are not.
    static func isLoopback(authority: String) -> Bool {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            let address = authority[..<end].dropFirst()
            return isPort(authority[end...].dropFirst()) && isLoopback(address: String(address))
        }
        let name = authority.prefix { $0 != ":" }
        return isPort(authority[name.endIndex...]) && isLoopback(host: String(name))
    }

    /// Whether the text is empty, or a colon and a port.
    private static func isPort(_ text: Substring) -> Bool {
        guard text.hasPrefix(":") else { return text.isEmpty }
        return UInt16(text.dropFirst()) != nil && text.utf8.allSatisfy { $0 != UInt8(ascii: "+") }
    }

    private static func isLoopback(address text: String) -> Bool {
        if text == "::1" { return true }
        let mapped = "::ffff:"
        if text.lowercased().hasPrefix(mapped) {
            return isLoopback(v4: text.dropFirst(mapped.count))
        }
        return isLoopback(v4: text[...])
    }

    /// Four decimal numbers, as everybody writes them.
    private static func isLoopback(v4 text: Substring) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.map { $0.utf8.allSatisfy(isDigit) ? UInt8($0) : nil }
        return numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
