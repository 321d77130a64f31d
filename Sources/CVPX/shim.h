#ifndef TESSERA_CVPX_H
#define TESSERA_CVPX_H
#include <vpx/vp8cx.h>
#include <vpx/vp8dx.h>
#include <vpx/vpx_decoder.h>
#include <vpx/vpx_encoder.h>

// Macros (they carry the ABI version of the headers) and varargs, as functions.

static inline vpx_codec_err_t tessera_vpx_encoder_init(
    vpx_codec_ctx_t *context, vpx_codec_iface_t *interface, const vpx_codec_enc_cfg_t *configuration) {
    return vpx_codec_enc_init(context, interface, configuration, 0);
}

static inline vpx_codec_err_t tessera_vpx_decoder_init(
    vpx_codec_ctx_t *context, vpx_codec_iface_t *interface, const vpx_codec_dec_cfg_t *configuration) {
    return vpx_codec_dec_init(context, interface, configuration, 0);
}

// For the controls whose argument is an int or an unsigned int.
static inline vpx_codec_err_t tessera_vpx_set(vpx_codec_ctx_t *context, int control, int value) {
    return vpx_codec_control_(context, control, value);
}

// For the controls that write an int.
static inline vpx_codec_err_t tessera_vpx_get(vpx_codec_ctx_t *context, int control, int *value) {
    return vpx_codec_control_(context, control, value);
}
#endif
