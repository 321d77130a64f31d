internal import CVPX
internal import Media

extension VP8EncoderConfiguration {
    func validate() throws(CodecError) {
        // RFC 6386 §9.1: 14 bits a side.
        guard (2...16_383).contains(size.width), (2...16_383).contains(size.height) else {
            throw .invalidConfiguration("size \(size.width)×\(size.height): 2…16383 a side")
        }
        guard (1...120).contains(frameRate) else {
            throw .invalidConfiguration("frame rate \(frameRate): 1…120")
        }
        guard (-16 ... -1).contains(cpuUsed) else {
            throw .invalidConfiguration("cpu-used \(cpuUsed): −16…−1")
        }
        try Self.validate(bitRate)
    }

    static func validate(_ rate: BitRate) throws(CodecError) {
        guard (10_000...100_000_000).contains(rate.bitsPerSecond) else {
            throw .invalidConfiguration("bit rate \(rate.bitsPerSecond): 10 kbit/s…100 Mbit/s")
        }
    }
}

extension VP8Encoder {
    static func settings(
        for configuration: VP8EncoderConfiguration
    ) throws(CodecError) -> vpx_codec_enc_cfg_t {
        var settings = unsafe vpx_codec_enc_cfg_t()
        let status = unsafe vpx_codec_enc_config_default(vpx_codec_vp8_cx(), &settings, 0)
        guard status == VPX_CODEC_OK else {
            throw .library(.vpxEncoderInit, code: Int32(bitPattern: status.rawValue))
        }
        unsafe settings.g_w = UInt32(configuration.size.width)
        unsafe settings.g_h = UInt32(configuration.size.height)
        unsafe settings.g_timebase = vpx_rational_t(num: 1, den: Int32(clockRate))
        // A second thread spins on busy cores: the parallelism is across encoders.
        unsafe settings.g_threads = 1
        unsafe settings.g_lag_in_frames = 0
        unsafe settings.g_error_resilient = 0
        unsafe setRateControl(&settings, configuration)
        // Whoever owns the encoding decides when a key frame is worth its price.
        unsafe settings.kf_mode = VPX_KF_DISABLED
        return unsafe settings
    }

    private static func setRateControl(
        _ settings: inout vpx_codec_enc_cfg_t,
        _ configuration: VP8EncoderConfiguration,
    ) {
        unsafe settings.rc_end_usage = VPX_CBR
        unsafe settings.rc_target_bitrate = UInt32(configuration.bitRate.bitsPerSecond / 1000)
        // Viewers keep the frame rate; too few bits show as a coarser picture.
        unsafe settings.rc_dropframe_thresh = 0
        unsafe settings.rc_resize_allowed = 0
        unsafe settings.rc_min_quantizer = 2
        unsafe settings.rc_max_quantizer = 56
        unsafe settings.rc_undershoot_pct = 100
        unsafe settings.rc_overshoot_pct = 15
        // Milliseconds of the model buffer at the receiver.
        unsafe settings.rc_buf_sz = 1000
        unsafe settings.rc_buf_initial_sz = 500
        unsafe settings.rc_buf_optimal_sz = 600
    }

    /// See <https://www.webmproject.org/docs/encoder-parameters/>.
    static func setControls(
        _ context: UnsafeMutablePointer<vpx_codec_ctx_t>,
        _ configuration: VP8EncoderConfiguration,
    ) throws(CodecError) {
        unsafe try set(context, VP8E_SET_CPUUSED, configuration.cpuUsed)
        // A mosaic's sources have been through a codec already: denoising costs and blurs.
        unsafe try set(context, VP8E_SET_NOISE_SENSITIVITY, 0)
        // One partition: more of them serve only decoders with several threads.
        unsafe try set(context, VP8E_SET_TOKEN_PARTITIONS, 0)
        // Blocks that have not changed are skipped without a search.
        unsafe try set(context, VP8E_SET_STATIC_THRESHOLD, 1)
        unsafe try set(
            context,
            VP8E_SET_MAX_INTRA_BITRATE_PCT,
            configuration.maximumKeyFramePercent,
        )
    }

    private static func set(
        _ context: UnsafeMutablePointer<vpx_codec_ctx_t>,
        _ control: vp8e_enc_control_id,
        _ value: Int,
    ) throws(CodecError) {
        let status = unsafe tessera_vpx_set(context, Int32(control.rawValue), Int32(value))
        guard status == VPX_CODEC_OK else {
            throw .library(.vpxControl, code: Int32(bitPattern: status.rawValue))
        }
    }
}
