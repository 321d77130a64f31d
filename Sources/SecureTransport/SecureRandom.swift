internal import COpenSSL

/// The source of secrets: OpenSSL's generator, seeded by the kernel.
///
/// For what an attacker must not guess (credentials, tokens, SSRCs); what must only be varied and
/// repeatable in a test takes a seeded generator instead.
package struct SecureRandom: RandomNumberGenerator, Sendable {
    package init() { OpenSSLLibrary.initialise() }

    /// Eight random bytes as a number.
    package mutating func next() -> UInt64 {
        var value: UInt64 = 0
        let done = unsafe withUnsafeMutableBytes(of: &value) { bytes in
            unsafe RAND_bytes(bytes.baseAddress, Int32(bytes.count))
        }
        guard done == 1 else { preconditionFailure("the machine gives no random numbers") }
        return value
    }

    /// So many random bytes.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var rest = count
        while rest > 0 {
            var word = next()
            for _ in 0..<min(rest, 8) {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
            rest -= 8
        }
        return bytes
    }
}
