/// How a coded picture is to be turned before it is shown.
///
/// A camera that is held in another way sends what its sensor sees, and says so beside.
package struct PictureOrientation: Hashable, BitwiseCopyable, Sendable {
    /// Quarter turns clockwise, 0…3.
    package let quarterTurns: UInt8
    /// Whether left and right are exchanged first.
    package let isMirrored: Bool

    /// As it is.
    package static let upright = PictureOrientation()

    /// - Parameter quarterTurns: clockwise; counted modulo four.
    @inlinable
    package init(quarterTurns: Int = 0, isMirrored: Bool = false) {
        self.quarterTurns = UInt8(truncatingIfNeeded: quarterTurns & 3)
        self.isMirrored = isMirrored
    }

    /// Width becomes height.
    @inlinable
    package var swapsSides: Bool { quarterTurns & 1 == 1 }

    /// What undoes it.
    package var inverse: PictureOrientation {
        // Exchanged left and right, a turn goes the other way round.
        isMirrored ? self : PictureOrientation(quarterTurns: -Int(quarterTurns))
    }

    /// The size at which a picture of this size is shown; as well the size before, of the one after.
    @inlinable
    package func turned(_ size: PixelSize) -> PixelSize {
        swapsSides ? PixelSize(width: size.height, height: size.width) : size
    }
}
