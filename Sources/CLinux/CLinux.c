#include "CLinux.h"

__thread void *tess_lane_slot;
