internal import CYUV

/// One plane of a source and its place in the same plane of a canvas; all numbers in its samples.
@unsafe
struct PlaneCopy {
    var source: UnsafePointer<UInt8>
    /// 0 repeats one row.
    var sourceStride: Int
    var target: UnsafeMutablePointer<UInt8>
    var targetStride: Int
    var width: Int
    var height: Int

    /// A part of both.
    func part(x: Int, y: Int, width: Int, height: Int) -> PlaneCopy {
        var part = unsafe self
        unsafe part.source += y * sourceStride + (sourceStride == 0 ? 0 : x)
        unsafe part.target += y * targetStride + x
        unsafe part.width = width
        unsafe part.height = height
        return unsafe part
    }

    func copy() {
        guard unsafe width > 0, unsafe height > 0 else { return }
        unsafe CopyPlane(
            source,
            Int32(sourceStride),
            target,
            Int32(targetStride),
            Int32(width),
            Int32(height),
        )
    }

    /// Lays the source over the target, each sample as much as it covers: 0…255.
    ///
    /// - Parameter stride: from a row of `coverage` to the next: 0 repeats one, a negative one
    ///   goes upwards.
    func blend(_ coverage: UnsafePointer<UInt8>, stride: Int) {
        guard unsafe width > 0, unsafe height > 0 else { return }
        unsafe _ = BlendPlane(
            source,
            Int32(sourceStride),
            target,
            Int32(targetStride),
            coverage,
            Int32(stride),
            target,
            Int32(targetStride),
            Int32(width),
            Int32(height),
        )
    }
}
