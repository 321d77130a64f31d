import Synchronization

/// Pointers to the three planes of an I420 picture that somebody else owns.
///
/// BT.601/709 limited range, 8 bits; chroma is subsampled by two in both directions (odd sizes
/// round up). Valid only inside the closure that hands it out; used by the files that talk to C.
@unsafe
package struct PicturePlanes {
    package let size: PixelSize
    package let y: UnsafeMutablePointer<UInt8>
    package let u: UnsafeMutablePointer<UInt8>
    package let v: UnsafeMutablePointer<UInt8>
    package let yStrideBytes: Int
    package let chromaStrideBytes: Int

    package init(
        size: PixelSize,
        y: UnsafeMutablePointer<UInt8>,
        u: UnsafeMutablePointer<UInt8>,
        v: UnsafeMutablePointer<UInt8>,
        yStrideBytes: Int,
        chromaStrideBytes: Int,
    ) {
        unsafe self.size = size
        unsafe self.y = y
        unsafe self.u = u
        unsafe self.v = v
        unsafe self.yStrideBytes = yStrideBytes
        unsafe self.chromaStrideBytes = chromaStrideBytes
    }
}

/// One owned I420 picture: a decoded frame's tile or a canvas.
///
/// Written by one lane at a time and read by others once it has been handed over; the hand-over
/// (a ring or a mailbox) orders the accesses. Rows start at multiples of 64 bytes.
@safe package final class Picture: @unchecked Sendable {
    package let size: PixelSize
    /// Bytes from a luma row to the next.
    package let yStrideBytes: Int
    /// Bytes from a chroma row to the next.
    package let chromaStrideBytes: Int
    private let storage: UnsafeMutableRawPointer
    private let live = LiveCount.Token(.pictures)

    package var chromaSize: PixelSize {
        PixelSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
    }

    /// A picture with undefined content.
    package init(size: PixelSize) {
        precondition(size.width > 0 && size.height > 0, "a picture has at least one sample")
        self.size = size
        yStrideBytes = Self.roundUp(size.width)
        chromaStrideBytes = Self.roundUp((size.width + 1) / 2)
        let bytes = yStrideBytes * size.height + 2 * chromaStrideBytes * ((size.height + 1) / 2)
        unsafe storage = .allocate(byteCount: bytes, alignment: Self.alignment)
    }

    deinit { unsafe storage.deallocate() }

    /// Gives the planes to code that talks to C.
    @unsafe
    package func withPlanes<R: ~Copyable, E: Error>(
        _ body: (PicturePlanes) throws(E) -> R
    ) throws(E) -> R {
        let y = unsafe storage.assumingMemoryBound(to: UInt8.self)
        let u = unsafe y + yStrideBytes * size.height
        let v = unsafe u + chromaStrideBytes * chromaSize.height
        return unsafe try body(
            PicturePlanes(
                size: size,
                y: y,
                u: u,
                v: v,
                yStrideBytes: yStrideBytes,
                chromaStrideBytes: chromaStrideBytes,
            )
        )
    }

    /// The luma plane, row after row with `yStrideBytes`.
    package func withLuma<R>(_ body: (Span<UInt8>) -> R) -> R {
        unsafe withPlanes { planes in
            let buffer = unsafe UnsafeBufferPointer(
                start: planes.y,
                count: yStrideBytes * size.height,
            )
            return unsafe body(buffer.span)
        }
    }

    private static let alignment = 64

    private static func roundUp(_ width: Int) -> Int {
        (width + alignment - 1) / alignment * alignment
    }
}

/// Pictures of one size that are used again once nobody else holds them.
///
/// Owned by one lane. It allocates until `capacity` pictures exist; after that a picture is handed
/// out again when the pool's reference is the only one left.
package struct PicturePool: Sendable {
    package let size: PixelSize
    private let capacity: Int
    private var pictures: [Picture] = []

    package init(size: PixelSize, capacity: Int) {
        self.size = size
        self.capacity = capacity
        pictures.reserveCapacity(capacity)
    }

    /// A picture with undefined content, or nil while all are in use.
    package mutating func take() -> Picture? {
        for index in pictures.indices where isKnownUniquelyReferenced(&pictures[index]) {
            // The last reader's release must be seen before its picture is written again.
            atomicMemoryFence(ordering: .acquiring)
            return pictures[index]
        }
        guard pictures.count < capacity else { return nil }
        let picture = Picture(size: size)
        pictures.append(picture)
        return picture
    }
}
