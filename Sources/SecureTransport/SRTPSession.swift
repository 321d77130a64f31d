internal import CSRTP
internal import Media

/// SRTP and SRTCP of one association, both directions (RFC 3711, RFC 7714).
///
/// Packets are protected and opened in place. Sequence roll-over is followed per source; a packet
/// is accepted once (window of 1,024 packets). Sending a packet with the same sequence number
/// again is allowed: a retransmission is the same packet (RFC 4588 streams have their own).
@safe package struct SRTPSession: ~Copyable {
    /// Room to reserve behind a packet: the tag (10 or 16 bytes) and, for RTCP, the index.
    package static let maximumTrailerBytes = 20
    /// Packets that may come late; at 720p key frames are over a hundred packets.
    package static let replayWindow = 1024
    /// The sources that one peer may send with; each costs memory for its state.
    package static let maximumSources = 64

    private static let rtpHeaderBytes = 12
    private static let rtcpHeaderBytes = 8

    private let outbound: srtp_t
    private let inbound: srtp_t
    /// Sources that sent at least one packet with the right key.
    private var sources: [SSRC] = []
    private let tagBytes: Int

    /// - Throws: `SRTPError.library` if libsrtp refuses the keys or has no memory.
    package init(keys: SRTPKeys) throws(SRTPError) {
        SRTPLibrary.initialise()
        let outbound = unsafe try Self.makeSession(
            keys.profile,
            keys.local,
            ssrc_any_outbound,
        )
        do throws(SRTPError) {
            unsafe inbound = try Self.makeSession(keys.profile, keys.remote, ssrc_any_inbound)
        } catch {
            unsafe srtp_dealloc(outbound)
            throw error
        }
        unsafe self.outbound = outbound
        tagBytes =
            switch keys.profile {
            case .aeadAES128GCM: 16
            case .aes128CMSHA1_80: 10
            }
    }

    deinit {
        unsafe srtp_dealloc(outbound)
        unsafe srtp_dealloc(inbound)
    }

    private static func makeSession(
        _ profile: SRTPProfile,
        _ master: SRTPKeys.Master,
        _ direction: srtp_ssrc_type_t,
    ) throws(SRTPError) -> srtp_t {
        var policy = unsafe srtp_policy_t()
        switch profile {
        case .aeadAES128GCM:
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp)
            unsafe srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp)
        case .aes128CMSHA1_80:
            unsafe srtp_crypto_policy_set_rtp_default(&policy.rtp)
            unsafe srtp_crypto_policy_set_rtcp_default(&policy.rtcp)
        }
        unsafe policy.ssrc.type = direction
        unsafe policy.window_size = UInt(replayWindow)
        unsafe policy.allow_repeat_tx = 1
        var session: srtp_t?
        var key = master.key + master.salt
        let status = unsafe key.withUnsafeMutableBufferPointer { bytes in
            unsafe policy.key = bytes.baseAddress
            return unsafe srtp_create(&session, &policy)
        }
        guard status == srtp_err_status_ok, let session = unsafe session else {
            throw .library(status: status.rawValue)
        }
        return unsafe session
    }
}

extension SRTPSession {
    /// Encrypts and signs an RTP packet in place.
    ///
    /// - Parameters:
    ///   - buffer: the packet and `maximumTrailerBytes` of room behind it.
    ///   - length: the packet's length.
    /// - Returns: the protected packet's length.
    package mutating func protectRTP(
        _ buffer: inout MutableSpan<UInt8>,
        length: Int,
    ) throws(SRTPError) -> Int {
        guard length >= Self.rtpHeaderBytes else { throw .malformed }
        guard buffer.count - length >= Self.maximumTrailerBytes else { throw .noRoom }
        return try unsafe Self.apply(srtp_protect, outbound, &buffer, length)
    }

    /// Checks and decrypts an RTP packet in place.
    ///
    /// - Returns: the plain packet's length.
    package mutating func unprotectRTP(
        _ buffer: inout MutableSpan<UInt8>,
        length: Int,
    ) throws(SRTPError) -> Int {
        guard length <= buffer.count, length >= Self.rtpHeaderBytes + tagBytes else {
            throw .malformed
        }
        let source = Self.source(in: buffer, at: 8)
        let isNew = try checkSource(source)
        let plain = try unsafe Self.apply(srtp_unprotect, inbound, &buffer, length)
        if isNew { sources.append(source) }
        return plain
    }

    /// Encrypts and signs a compound RTCP packet in place.
    ///
    /// - Parameters:
    ///   - buffer: the packet and `maximumTrailerBytes` of room behind it.
    ///   - length: the packet's length.
    /// - Returns: the protected packet's length.
    package mutating func protectRTCP(
        _ buffer: inout MutableSpan<UInt8>,
        length: Int,
    ) throws(SRTPError) -> Int {
        guard length >= Self.rtcpHeaderBytes else { throw .malformed }
        guard buffer.count - length >= Self.maximumTrailerBytes else { throw .noRoom }
        return try unsafe Self.apply(srtp_protect_rtcp, outbound, &buffer, length)
    }

    /// Checks and decrypts a compound RTCP packet in place.
    ///
    /// - Returns: the plain packet's length.
    package mutating func unprotectRTCP(
        _ buffer: inout MutableSpan<UInt8>,
        length: Int,
    ) throws(SRTPError) -> Int {
        guard length <= buffer.count, length >= Self.rtcpHeaderBytes + tagBytes + 4 else {
            throw .malformed
        }
        let source = Self.source(in: buffer, at: 4)
        let isNew = try checkSource(source)
        let plain = try unsafe Self.apply(srtp_unprotect_rtcp, inbound, &buffer, length)
        if isNew { sources.append(source) }
        return plain
    }

    /// Whether a source would be a new one.
    private func checkSource(_ source: SSRC) throws(SRTPError) -> Bool {
        for index in 0..<sources.count where sources[index] == source { return false }
        guard sources.count < Self.maximumSources else { throw .tooManySources }
        return true
    }

    private static func source(in buffer: borrowing MutableSpan<UInt8>, at offset: Int) -> SSRC {
        var value: UInt32 = 0
        for index in 0..<4 { value = value << 8 | UInt32(buffer[offset + index]) }
        return SSRC(value)
    }

    private typealias Operation =
        @convention(c) (
            srtp_t?, UnsafeMutableRawPointer?, UnsafeMutablePointer<Int32>?
        ) -> srtp_err_status_t

    private static func apply(
        _ operation: Operation,
        _ session: srtp_t,
        _ buffer: inout MutableSpan<UInt8>,
        _ length: Int,
    ) throws(SRTPError) -> Int {
        var count = Int32(length)
        let status = unsafe buffer.withUnsafeMutableBufferPointer { bytes in
            unsafe operation(session, bytes.baseAddress, &count)
        }
        guard status == srtp_err_status_ok else { throw SRTPError(status) }
        return Int(count)
    }
}

extension SRTPError {
    fileprivate init(_ status: srtp_err_status_t) {
        switch status {
        case srtp_err_status_replay_fail, srtp_err_status_replay_old, srtp_err_status_pkt_idx_old:
            self = .replay
        case srtp_err_status_auth_fail, srtp_err_status_cipher_fail:
            self = .authentication
        case srtp_err_status_parse_err, srtp_err_status_bad_param:
            self = .malformed
        default:
            self = .library(status: status.rawValue)
        }
    }
}
