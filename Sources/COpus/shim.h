#ifndef TESSERA_COPUS_H
#define TESSERA_COPUS_H
#include <opus.h>

// The control requests are varargs: here with the one argument that the setters take.

static inline int tessera_opus_encoder_set(OpusEncoder *encoder, int request, opus_int32 value) {
    return opus_encoder_ctl(encoder, request, value);
}

static inline int tessera_opus_decoder_reset(OpusDecoder *decoder) {
    return opus_decoder_ctl(decoder, OPUS_RESET_STATE);
}
#endif
