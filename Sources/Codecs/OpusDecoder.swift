internal import COpus
internal import Media

/// A libopus decoder that always puts out 48 kHz stereo, interleaved, −1…1.
///
/// The samples are not clipped: the mix has a limiter. It belongs to one lane at a time.
@safe
package struct OpusDecoder: ~Copyable, @unchecked Sendable {
    private let decoder: OpaquePointer
    private let live = LiveCount.Token(.decoders)

    package init() throws(CodecError) {
        var status: Int32 = 0
        let decoder = unsafe opus_decoder_create(
            Int32(AudioFormat.sampleRate),
            Int32(AudioFormat.channels),
            &status,
        )
        guard let decoder = unsafe decoder, status == OPUS_OK else {
            throw .library(.opusDecoderCreate, code: status)
        }
        unsafe self.decoder = decoder
    }

    deinit { unsafe opus_decoder_destroy(decoder) }

    /// Decodes a packet.
    ///
    /// - Parameter pcm: room for the packet's samples in both channels; 11,520 values are always
    ///   enough.
    /// - Returns: samples per channel written, 120…5760.
    /// - Throws: `.corrupt` for a packet that breaks the format, `.wrongBufferLength` for too little
    ///   room, `.library`; the next packet can be decoded.
    package mutating func decode(
        _ packet: Span<UInt8>,
        into pcm: inout MutableSpan<Float>,
    ) throws(CodecError) -> Int {
        guard let samples = OpusPacket.samples(in: packet) else { throw .corrupt }
        return try run(packet, samples: samples, forwardErrorCorrection: false, into: &pcm)
    }

    /// Restores what was lost before a packet from that packet's redundancy.
    ///
    /// A packet that carries none gives concealment as `conceal(samples:into:)` does. Decode the
    /// packet itself afterwards.
    ///
    /// - Parameters:
    ///   - packet: the packet after the gap.
    ///   - samples: the gap's length per channel: a multiple of 120 (2.5 ms), up to 5760.
    package mutating func decodeFEC(
        _ packet: Span<UInt8>,
        samples: Int,
        into pcm: inout MutableSpan<Float>,
    ) throws(CodecError) -> Int {
        guard OpusPacket.samples(in: packet) != nil else { throw .corrupt }
        return try run(packet, samples: samples, forwardErrorCorrection: true, into: &pcm)
    }

    /// Continues the sound where nothing has come, fading away with time.
    ///
    /// - Parameter samples: per channel; a multiple of 120 (2.5 ms), up to 5760.
    package mutating func conceal(
        samples: Int,
        into pcm: inout MutableSpan<Float>,
    ) throws(CodecError) -> Int {
        try run(Span(), samples: samples, forwardErrorCorrection: false, into: &pcm)
    }

    /// Forgets the stream, as before the first packet.
    package mutating func reset() { unsafe _ = tessera_opus_decoder_reset(decoder) }

    /// See <https://opus-codec.org/docs/opus_api-1.3.1/group__opus__decoder.html>.
    private func run(
        _ packet: Span<UInt8>,
        samples: Int,
        forwardErrorCorrection: Bool,
        into pcm: inout MutableSpan<Float>,
    ) throws(CodecError) -> Int {
        guard samples > 0, samples % 120 == 0, samples <= OpusPacket.maximumSamples,
            pcm.count >= samples * AudioFormat.channels
        else { throw .wrongBufferLength(pcm.count) }
        let status = unsafe packet.withUnsafeBufferPointer { bytes in
            unsafe pcm.withUnsafeMutableBufferPointer { values in
                guard let first = values.baseAddress else { return OPUS_BAD_ARG }
                // No bytes at all, a null pointer, asks for concealment.
                return unsafe opus_decode_float(
                    decoder,
                    bytes.isEmpty ? nil : bytes.baseAddress,
                    Int32(bytes.count),
                    first,
                    Int32(samples),
                    forwardErrorCorrection ? 1 : 0,
                )
            }
        }
        if status == OPUS_INVALID_PACKET { throw .corrupt }
        guard status >= 0 else { throw .library(.opusDecode, code: status) }
        return Int(status)
    }
}
