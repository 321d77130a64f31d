#ifndef TESSERA_CSWSCALE_H
#define TESSERA_CSWSCALE_H
#include <libswscale/swscale.h>
#endif
