#ifndef TESSERA_COPUS_H
#define TESSERA_COPUS_H
#include <opus.h>
#endif
