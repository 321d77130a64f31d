internal import CVPX
package import Media

/// A libvpx VP8 decoder for frames from anybody.
///
/// Whatever the bytes are, the outcome is a picture, nothing or a `CodecError`; after a frame that
/// could not be decoded only a key frame is taken. It belongs to one lane at a time.
@safe
package struct VP8Decoder: ~Copyable, @unchecked Sendable {
    /// What a stream may ask to be allocated: 4096×4096.
    package static let maximumSize = PixelSize(width: 4096, height: 4096)

    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    private var needsKeyFrame = true
    private let live = LiveCount.Token(.decoders)

    package init() throws(CodecError) {
        let context = UnsafeMutablePointer<vpx_codec_ctx_t>.allocate(capacity: 1)
        unsafe context.initialize(to: vpx_codec_ctx_t())
        var settings = vpx_codec_dec_cfg_t(threads: 1, w: 0, h: 0)
        let status = unsafe tessera_vpx_decoder_init(context, vpx_codec_vp8_dx(), &settings)
        guard status == VPX_CODEC_OK else {
            unsafe context.deallocate()
            throw .library(.vpxDecoderInit, code: Int32(bitPattern: status.rawValue))
        }
        unsafe self.context = context
    }

    deinit {
        unsafe vpx_codec_destroy(context)
        unsafe context.deallocate()
    }

    /// Decodes one whole frame; the size may differ from the frame's before.
    ///
    /// - Parameter body: gets the picture, which the decoder owns and which is valid inside only.
    /// - Returns: what `body` returned; nil for a frame that is not to be shown.
    /// - Throws: `.corrupt`, `.keyFrameNeeded`, `.pictureTooLarge` or `.library`.
    package mutating func decode<R>(
        _ frame: Span<UInt8>,
        _ body: (PicturePlanes) -> R,
    ) throws(CodecError) -> R? {
        let header: VP8Header
        do throws(CodecError) {
            header = try VP8Header(frame)
        } catch {
            needsKeyFrame = true
            throw error
        }
        try admit(header)
        needsKeyFrame = true
        try feed(frame)
        var iterator: vpx_codec_iter_t?
        let image = unsafe vpx_codec_get_frame(context, &iterator)
        guard !isCorrupted() else { throw .corrupt }
        needsKeyFrame = false
        guard let image = unsafe image, let planes = unsafe Self.planes(of: image) else {
            return nil
        }
        return unsafe body(planes)
    }

    /// The picture size that a key frame announces; nil for anything else.
    package static func keyFrameSize(_ frame: Span<UInt8>) -> PixelSize? {
        (try? VP8Header(frame))?.size
    }

    /// Decides by the header alone, before the library allocates anything.
    private func admit(_ header: VP8Header) throws(CodecError) {
        guard let size = header.size else {
            guard !needsKeyFrame else { throw .keyFrameNeeded }
            return
        }
        guard size.width <= Self.maximumSize.width, size.height <= Self.maximumSize.height else {
            throw .pictureTooLarge(size)
        }
    }

    private func feed(_ frame: Span<UInt8>) throws(CodecError) {
        let status = unsafe frame.withUnsafeBufferPointer { bytes in
            unsafe vpx_codec_decode(context, bytes.baseAddress, UInt32(bytes.count), nil, 0)
        }
        switch status {
        case VPX_CODEC_OK: return
        case VPX_CODEC_CORRUPT_FRAME, VPX_CODEC_UNSUP_BITSTREAM, VPX_CODEC_UNSUP_FEATURE:
            throw .corrupt
        default: throw .library(.vpxDecode, code: Int32(bitPattern: status.rawValue))
        }
    }

    /// Whether the picture decoded last, or one that it refers to, lacks data.
    private func isCorrupted() -> Bool {
        var flag: Int32 = 0
        let control = Int32(VP8D_GET_FRAME_CORRUPTED.rawValue)
        return unsafe tessera_vpx_get(context, control, &flag) != VPX_CODEC_OK || flag != 0
    }

    private static func planes(of image: UnsafeMutablePointer<vpx_image_t>) -> PicturePlanes? {
        guard let y = unsafe image.pointee.planes.0, let u = unsafe image.pointee.planes.1,
            let v = unsafe image.pointee.planes.2
        else { return nil }
        return unsafe PicturePlanes(
            size: PixelSize(width: Int(image.pointee.d_w), height: Int(image.pointee.d_h)),
            y: y,
            u: u,
            v: v,
            yStrideBytes: Int(image.pointee.stride.0),
            chromaStrideBytes: Int(image.pointee.stride.1),
        )
    }
}
