internal import COpenSSL

/// HMAC with SHA-1 (RFC 2104), as STUN's MESSAGE-INTEGRITY uses it; allocates nothing.
package enum HMACSHA1 {
    /// The length of an authentication code in bytes.
    package static let codeBytes = 20

    /// SHA-1's block, to which the key is padded.
    private static let blockBytes = 64

    /// The code of a message.
    package static func authenticate(
        _ message: Span<UInt8>,
        key: Span<UInt8>,
    ) -> InlineArray<20, UInt8> {
        authenticate(header: message.extracting(0..<0), rest: message, key: key)
    }

    /// The code of a message that lies in two pieces.
    ///
    /// STUN computes the code over a header with another length than the one that is sent
    /// (RFC 8489 §14.5): pass the changed header and the rest of the message.
    package static func authenticate(
        header: Span<UInt8>,
        rest: Span<UInt8>,
        key: Span<UInt8>,
    ) -> InlineArray<20, UInt8> {
        let block = blockKey(of: key)
        var inner = SHA_CTX()
        unsafe SHA1_Init(&inner)
        update(&inner, block: block, mask: 0x36)
        update(&inner, header)
        update(&inner, rest)
        let digest = finish(&inner)
        var outer = SHA_CTX()
        unsafe SHA1_Init(&outer)
        update(&outer, block: block, mask: 0x5C)
        update(&outer, digest.span)
        return finish(&outer)
    }

    /// Whether two codes are equal, in a time that does not depend on where they differ.
    package static func matches(_ code: InlineArray<20, UInt8>, _ received: Span<UInt8>) -> Bool {
        guard received.count == codeBytes else { return false }
        var difference: UInt8 = 0
        for index in 0..<codeBytes { difference |= code[index] ^ received[index] }
        return difference == 0
    }

    /// The key padded with zeros, or the digest of a key longer than a block.
    private static func blockKey(of key: Span<UInt8>) -> InlineArray<64, UInt8> {
        var block = InlineArray<64, UInt8>(repeating: 0)
        guard key.count > blockBytes else {
            for index in 0..<key.count { block[index] = key[index] }
            return block
        }
        var context = SHA_CTX()
        unsafe SHA1_Init(&context)
        update(&context, key)
        let digest = finish(&context)
        for index in 0..<codeBytes { block[index] = digest[index] }
        return block
    }

    private static func update(
        _ context: inout SHA_CTX,
        block: InlineArray<64, UInt8>,
        mask: UInt8,
    ) {
        var masked = block
        for index in 0..<blockBytes { masked[index] ^= mask }
        update(&context, masked.span)
    }

    private static func update(_ context: inout SHA_CTX, _ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { buffer in
            _ = unsafe SHA1_Update(&context, buffer.baseAddress, buffer.count)
        }
    }

    private static func finish(_ context: inout SHA_CTX) -> InlineArray<20, UInt8> {
        var digest = InlineArray<20, UInt8>(repeating: 0)
        var span = digest.mutableSpan
        unsafe span.withUnsafeMutableBufferPointer { buffer in
            _ = unsafe SHA1_Final(buffer.baseAddress, &context)
        }
        return digest
    }
}
