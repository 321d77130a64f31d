internal import CVPX
package import Media

/// What a VP8 encoder is made for.
package struct VP8EncoderConfiguration: Sendable {
    /// Pixels of every picture to come; 2…16,383 a side.
    package var size: PixelSize
    package var bitRate: BitRate
    /// Expected pictures a second; the rate control follows the real timestamps.
    package var frameRate: Int
    /// Speed, −16 (fastest) … −1 (best).
    ///
    /// −8 is the knee: −12 saves 13 % of the time and costs 1 dB.
    package var cpuUsed: Int
    /// The largest key frame in percent of the mean frame's bytes.
    package var maximumKeyFramePercent = 900

    package init(size: PixelSize, bitRate: BitRate, frameRate: Int = 30, cpuUsed: Int = -8) {
        self.size = size
        self.bitRate = bitRate
        self.frameRate = frameRate
        self.cpuUsed = cpuUsed
    }
}

/// A libvpx VP8 encoder in real-time mode.
///
/// One thread, constant bit rate, no frame dropped and no key frame but the first and those asked
/// for. Timestamps are in the 90 kHz clock of RTP (RFC 7741). It belongs to one lane at a time.
@safe
package struct VP8Encoder: ~Copyable, @unchecked Sendable {
    /// Ticks of a timestamp per second.
    package static let clockRate = 90_000

    private let context: UnsafeMutablePointer<vpx_codec_ctx_t>
    private let image: UnsafeMutablePointer<vpx_image_t>
    private var settings: vpx_codec_enc_cfg_t
    private let frameTicks: Int
    private var lastTimestamp: Int64?
    private let live = LiveCount.Token(.encoders)

    /// The bit rate that it aims at.
    package private(set) var bitRate: BitRate

    /// - Throws: `CodecError.invalidConfiguration` or `.library`.
    package init(_ configuration: VP8EncoderConfiguration) throws(CodecError) {
        try configuration.validate()
        var settings = unsafe try Self.settings(for: configuration)
        let context = UnsafeMutablePointer<vpx_codec_ctx_t>.allocate(capacity: 1)
        unsafe context.initialize(to: vpx_codec_ctx_t())
        let status = unsafe tessera_vpx_encoder_init(context, vpx_codec_vp8_cx(), &settings)
        guard status == VPX_CODEC_OK else {
            unsafe context.deallocate()
            throw .library(.vpxEncoderInit, code: Int32(bitPattern: status.rawValue))
        }
        do throws(CodecError) {
            unsafe try Self.setControls(context, configuration)
        } catch {
            unsafe vpx_codec_destroy(context)
            unsafe context.deallocate()
            throw error
        }
        let image = UnsafeMutablePointer<vpx_image_t>.allocate(capacity: 1)
        unsafe image.initialize(to: vpx_image_t())
        bitRate = configuration.bitRate
        frameTicks = Self.clockRate / configuration.frameRate
        unsafe self.settings = settings
        unsafe self.context = context
        unsafe self.image = image
    }

    deinit {
        unsafe vpx_codec_destroy(context)
        unsafe context.deallocate()
        unsafe image.deallocate()
    }

    /// Encodes one picture and hands the coded frame to `body`.
    ///
    /// The picture is read in place; the coded frame is valid inside `body` only.
    ///
    /// - Parameters:
    ///   - timestamp: in 90 kHz ticks, after the one before.
    ///   - forceKeyFrame: whether the frame must depend on no other; the first never does.
    /// - Throws: `.wrongPictureSize`, `.timestampNotIncreasing` or `.library`; the encoder goes on.
    package mutating func encode(
        _ picture: Picture,
        timestamp: Int64,
        forceKeyFrame: Bool,
        _ body: (_ frame: Span<UInt8>, _ isKeyFrame: Bool) -> Void,
    ) throws(CodecError) {
        guard picture.size == size else { throw .wrongPictureSize(picture.size) }
        guard timestamp > lastTimestamp ?? .min else { throw .timestampNotIncreasing(timestamp) }
        lastTimestamp = timestamp
        let flags = forceKeyFrame ? vpx_enc_frame_flags_t(VPX_EFLAG_FORCE_KF) : 0
        let status = unsafe picture.withPlanes { planes in
            unsafe wrap(planes)
            return unsafe vpx_codec_encode(
                context,
                image,
                timestamp,
                UInt(frameTicks),
                flags,
                UInt(VPX_DL_REALTIME),
            )
        }
        guard status == VPX_CODEC_OK else {
            throw .library(.vpxEncode, code: Int32(bitPattern: status.rawValue))
        }
        deliver(body)
    }

    /// Changes the rate aimed at from the next frame on, without a key frame.
    package mutating func setBitRate(_ rate: BitRate) throws(CodecError) {
        guard rate != bitRate else { return }
        try VP8EncoderConfiguration.validate(rate)
        unsafe settings.rc_target_bitrate = UInt32(rate.bitsPerSecond / 1000)
        let status = unsafe vpx_codec_enc_config_set(context, &settings)
        guard status == VPX_CODEC_OK else {
            throw .library(.vpxEncoderConfigure, code: Int32(bitPattern: status.rawValue))
        }
        bitRate = rate
    }

    /// The size of the pictures that it takes.
    package var size: PixelSize {
        unsafe PixelSize(width: Int(settings.g_w), height: Int(settings.g_h))
    }

    /// Lets the image header point into the picture's own planes.
    private func wrap(_ planes: PicturePlanes) {
        unsafe vpx_img_wrap(
            image,
            VPX_IMG_FMT_I420,
            UInt32(planes.size.width),
            UInt32(planes.size.height),
            1,
            planes.y,
        )
        // vpx_img_wrap assumes planes that follow each other without gaps between the rows.
        unsafe image.pointee.planes.0 = planes.y
        unsafe image.pointee.planes.1 = planes.u
        unsafe image.pointee.planes.2 = planes.v
        unsafe image.pointee.stride.0 = Int32(planes.yStrideBytes)
        unsafe image.pointee.stride.1 = Int32(planes.chromaStrideBytes)
        unsafe image.pointee.stride.2 = Int32(planes.chromaStrideBytes)
    }

    private func deliver(_ body: (Span<UInt8>, Bool) -> Void) {
        var iterator: vpx_codec_iter_t?
        while let packet = unsafe vpx_codec_get_cx_data(context, &iterator) {
            guard unsafe packet.pointee.kind == VPX_CODEC_CX_FRAME_PKT else { continue }
            let frame = unsafe packet.pointee.data.frame
            let bytes = unsafe UnsafeRawBufferPointer(start: frame.buf, count: frame.sz)
            let isKeyFrame = unsafe frame.flags & UInt32(VPX_FRAME_IS_KEY) != 0
            unsafe body(bytes.assumingMemoryBound(to: UInt8.self).span, isKeyFrame)
        }
    }
}
