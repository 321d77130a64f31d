internal import COpus
internal import CVPX
package import Media

/// Why a codec refused an input or a setting; it ends one frame or one packet, never the stream.
package enum CodecError: Error, Equatable, Sendable {
    /// A library call failed; `code` is the library's own.
    case library(LibraryCall, code: Int32)
    /// A setting that the codec cannot take; says which and its range.
    case invalidConfiguration(String)
    /// A picture whose size is not the one that the encoder was made for.
    case wrongPictureSize(PixelSize)
    /// A timestamp that is not after the one before.
    case timestampNotIncreasing(Int64)
    /// A coded frame or packet that breaks its format; nothing was put out.
    case corrupt
    /// A frame that depends on others which were not decoded: only a key frame helps.
    case keyFrameNeeded
    /// A key frame that announces a picture larger than allowed; it was not decoded.
    case pictureTooLarge(PixelSize)
    /// PCM or a buffer of the wrong length, counted in values or bytes.
    case wrongBufferLength(Int)

    /// The calls that can fail, by their names in the libraries.
    package enum LibraryCall: String, Sendable {
        case vpxEncoderInit = "vpx_codec_enc_init"
        case vpxEncoderConfigure = "vpx_codec_enc_config_set"
        case vpxControl = "vpx_codec_control"
        case vpxEncode = "vpx_codec_encode"
        case vpxDecoderInit = "vpx_codec_dec_init"
        case vpxDecode = "vpx_codec_decode"
        case opusEncoderCreate = "opus_encoder_create"
        case opusEncoderControl = "opus_encoder_ctl"
        case opusEncode = "opus_encode_float"
        case opusDecoderCreate = "opus_decoder_create"
        case opusDecode = "opus_decode_float"

        fileprivate var isOpus: Bool { rawValue.hasPrefix("opus") }
    }
}

extension CodecError: CustomStringConvertible {
    /// What went wrong in words, with the library's own message where there is one.
    package var description: String {
        switch self {
        case .library(let call, let code):
            "\(call.rawValue): \(Self.message(call, code)) (\(code))"
        case .invalidConfiguration(let reason): "invalid codec configuration: \(reason)"
        case .wrongPictureSize(let size): "unexpected picture of \(size.width)×\(size.height)"
        case .timestampNotIncreasing(let timestamp): "timestamp \(timestamp) does not increase"
        case .corrupt: "corrupt coded data"
        case .keyFrameNeeded: "needs a key frame first"
        case .pictureTooLarge(let size): "picture of \(size.width)×\(size.height) is too large"
        case .wrongBufferLength(let count): "buffer of unexpected length \(count)"
        }
    }

    private static func message(_ call: LibraryCall, _ code: Int32) -> String {
        guard call.isOpus else {
            let error = vpx_codec_err_t(rawValue: UInt32(bitPattern: code))
            return unsafe String(cString: vpx_codec_err_to_string(error))
        }
        return unsafe String(cString: opus_strerror(code))
    }
}
