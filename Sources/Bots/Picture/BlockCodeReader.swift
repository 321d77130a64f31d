package import Media

/// Reads block codes out of decoded pictures.
package enum BlockCodeReader {
    /// Least difference between the brightest and the darkest block, of 219.
    private static let leastContrast = 50
    /// Left out on each side of a block, in units: the borders are blurred.
    private static let inset = CodeGeometry.block / 4

    /// Reads a code.
    ///
    /// - Parameter geometry: where its blocks lie in the picture, in samples.
    /// - Returns: nil if the blocks are no code or its check sum is wrong.
    package static func read(_ planes: PicturePlanes, at geometry: CodeGeometry) -> BlockCode? {
        var luma = InlineArray<72, Int>(repeating: 0)
        var darkest = Int.max
        var brightest = Int.min
        for index in 0..<72 {
            guard let mean = mean(planes, of: index, at: geometry) else { return nil }
            luma[index] = mean
            darkest = min(darkest, mean)
            brightest = max(brightest, mean)
        }
        guard brightest - darkest >= leastContrast else { return nil }
        let middle = (brightest + darkest) / 2
        var bytes = InlineArray<9, UInt8>(repeating: 0)
        for index in 0..<72 where luma[index] > middle { bytes[index / 8] |= 0x80 >> (index % 8) }
        return BlockCode(bytes)
    }

    private static func mean(
        _ planes: PicturePlanes,
        of index: Int,
        at geometry: CodeGeometry,
    ) -> Int? {
        let left = CodeGeometry.left + Double(index % 8) * CodeGeometry.block
        let top = geometry.top + Double(index / 8) * CodeGeometry.block
        let rect = geometry.samples(
            left + inset,
            top + inset,
            left + CodeGeometry.block - inset,
            top + CodeGeometry.block - inset,
            in: planes.size,
        )
        guard let rect else { return nil }
        var sum = 0
        for row in rect.y..<rect.maxY {
            let line = planes.y + row * planes.yStrideBytes
            for column in rect.x..<rect.maxX { sum += Int(line[column]) }
        }
        return sum / rect.size.area
    }
}
