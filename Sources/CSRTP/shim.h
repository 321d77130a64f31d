#ifndef TESSERA_CSRTP_H
#define TESSERA_CSRTP_H
#include <srtp2/srtp.h>
#endif
