extension TransportAddress: CustomStringConvertible {
    /// Reads "192.0.2.1:5000" or "[2001:db8::1]:5000"; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(decimal: text[text.utf8.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        let isBracketed = host.utf8.first == UInt8(ascii: "[")
        if isBracketed {
            guard host.utf8.last == UInt8(ascii: "]") else { return nil }
            host = host.dropFirst().dropLast()
        }
        self.init(host: String(host), port: port)
        guard isBracketed == (family == .ipv6) else { return nil }
    }

    /// Reads a numeric host without brackets; names, scopes and anything else give nil.
    package init?(host: String, port: UInt16) {
        if let address = Self.parseIPv4(host[...]) {
            self.init(ipv4: address, port: port)
        } else if let (high, low) = Self.parseIPv6(host[...]) {
            self.init(ipv6: high, low, port: port)
        } else {
            return nil
        }
    }

    /// The address without the port, IPv6 in the form of RFC 5952 without brackets.
    package var host: String {
        switch family {
        case .ipv4: Self.dotted(ipv4)
        case .ipv6: ipv6Host
        }
    }

    /// The address and the port; IPv6 in brackets.
    package var description: String {
        family == .ipv4 ? "\(host):\(port)" : "[\(host)]:\(port)"
    }

    private static func dotted(_ value: UInt32) -> String {
        "\(value >> 24).\(value >> 16 & 0xFF).\(value >> 8 & 0xFF).\(value & 0xFF)"
    }

    private func group(_ index: Int) -> UInt16 {
        let half = index < 4 ? high : low
        return UInt16(truncatingIfNeeded: half >> (48 - 16 * UInt64(index & 3)))
    }

    private var ipv6Host: String {
        // RFC 5952 §5: a mapped IPv4 address keeps its dots.
        if high == 0, low >> 32 == 0xFFFF { return "::ffff:" + Self.dotted(ipv4) }
        let gap = longestZeroRun
        var text = ""
        var index = 0
        while index < 8 {
            if let gap, index == gap.lowerBound {
                text += "::"
                index = gap.upperBound
                continue
            }
            if !text.isEmpty, text.utf8.last != UInt8(ascii: ":") { text += ":" }
            text += String(group(index), radix: 16)
            index += 1
        }
        return text
    }

    /// RFC 5952 §4.2: the first longest run of at least two zero groups.
    private var longestZeroRun: Range<Int>? {
        var best: Range<Int>?
        var start = 0
        for index in 0...8 where index == 8 || group(index) != 0 {
            if index - start > max(1, best?.count ?? 0) { best = start..<index }
            start = index + 1
        }
        return best
    }

    private static func parseIPv4(_ text: Substring) -> UInt32? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard part.count <= 3, let byte = UInt8(decimal: Substring(part)) else { return nil }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    private static func parseIPv6(_ text: Substring) -> (UInt64, UInt64)? {
        guard text.utf8.count <= 45 else { return nil }
        let (head, tail) = splitAtGap(text)
        guard let front = groups(head, allowsDotted: tail == nil) else { return nil }
        guard let tail else { return front.count == 8 ? join(front) : nil }
        guard let back = groups(tail, allowsDotted: true), front.count + back.count <= 7 else {
            return nil
        }
        return join(front + Array(repeating: 0, count: 8 - front.count - back.count) + back)
    }

    /// Splits at the first "::"; the groups that follow refuse a second one.
    private static func splitAtGap(_ text: Substring) -> (Substring, Substring?) {
        let colon = UInt8(ascii: ":")
        var index = text.utf8.startIndex
        while index < text.utf8.endIndex {
            let next = text.utf8.index(after: index)
            if text.utf8[index] == colon, next < text.utf8.endIndex, text.utf8[next] == colon {
                return (text[..<index], text[text.utf8.index(after: next)...])
            }
            index = next
        }
        return (text, nil)
    }

    private static func groups(_ text: Substring, allowsDotted: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var result: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, allowsDotted, part.contains(UInt8(ascii: ".")) {
                guard let ipv4 = parseIPv4(Substring(part)) else { return nil }
                result.append(UInt16(truncatingIfNeeded: ipv4 >> 16))
                result.append(UInt16(truncatingIfNeeded: ipv4))
            } else {
                guard part.count <= 4, part.first != UInt8(ascii: "+"),
                    let group = UInt16(Substring(part), radix: 16)
                else { return nil }
                result.append(group)
            }
        }
        return result.count <= 8 ? result : nil
    }

    private static func join(_ groups: [UInt16]) -> (UInt64, UInt64) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<4 {
            high = high << 16 | UInt64(groups[index])
            low = low << 16 | UInt64(groups[index + 4])
        }
        return (high, low)
    }
}

extension FixedWidthInteger {
    /// Decimal digits only, at least one: no sign, no spaces.
    init?(decimal text: Substring) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        self.init(text, radix: 10)
    }
}
