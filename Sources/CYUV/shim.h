#ifndef TESSERA_CYUV_H
#define TESSERA_CYUV_H
#include <libyuv/convert.h>
#include <libyuv/planar_functions.h>
#include <libyuv/rotate.h>
#include <libyuv/scale.h>
#endif
