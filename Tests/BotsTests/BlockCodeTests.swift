import Media
import TestKit
import Testing

@testable import Bots

@Suite struct BlockCodeTests {
    private static let code = BlockCode(participant: 7, frame: 65_533, milliseconds: 0xFEDC_BA98)

    /// As `harness/block_code.py` makes them.
    @Test func bytesAreThoseOfTheOtherImplementation() {
        let bytes = BlockCode(participant: 1, frame: 2, milliseconds: 3).bytes
        #expect((0..<9).map { bytes[$0] } == [1, 0, 2, 0, 0, 0, 3, 0x3D, 0x4F])
        #expect(BlockCode(bytes) == BlockCode(participant: 1, frame: 2, milliseconds: 3))
    }

    @Test func everyFlippedBitIsNoticed() {
        let bytes = Self.code.bytes
        for bit in 0..<72 {
            var damaged = bytes
            damaged[bit / 8] ^= 0x80 >> (bit % 8)
            #expect(BlockCode(damaged) == nil)
        }
    }

    @Test(arguments: [(640, 360), (1280, 720), (320, 240), (426, 240), (180, 320)])
    func paintedCodeReadsBack(width: Int, height: Int) {
        let size = PixelSize(width: width, height: height)
        let picture = Picture(size: size)
        for number in 0..<8 {
            PatternPainter(number: number, size: size)
                .paint(picture, frame: 70_000, milliseconds: 0x0102_0304)
            let code = picture.withPlanes { planes in
                BlockCodeReader.read(planes, at: CodeGeometry(picture: size))
            }
            #expect(code?.participant == UInt8(number))
            #expect(code?.frame == 4464)
            #expect(code?.milliseconds == 0x0102_0304)
        }
    }

    /// A tile of a mosaic shows the middle of the picture: half of a 16:9 canvas is 8:9.
    @Test func codeReadsFromACroppedTile() {
        let size = PixelSize(width: 640, height: 360)
        let picture = Picture(size: size)
        PatternPainter(number: 3, size: size).paint(picture, frame: 9, milliseconds: 99)
        let tile = PixelSize(width: 320, height: 360)
        let geometry = CodeGeometry(
            shape: size,
            x: 0,
            y: 0,
            width: Double(tile.width),
            height: Double(tile.height),
            isContained: false,
        )
        let code = picture.withPlanes { planes in
            let cropped = PicturePlanes(
                size: tile,
                y: planes.y + 160,
                u: planes.u + 80,
                v: planes.v + 80,
                yStrideBytes: planes.yStrideBytes,
                chromaStrideBytes: planes.chromaStrideBytes,
            )
            return BlockCodeReader.read(cropped, at: geometry)
        }
        #expect(code == BlockCode(participant: 3, frame: 9, milliseconds: 99))
    }

    @Test func plainPictureIsNoCode() {
        let size = PixelSize(width: 640, height: 360)
        let picture = Picture(size: size)
        PatternGenerator(size: size, u: 90, v: 200).draw(frame: 4, into: picture)
        let code = picture.withPlanes { planes in
            BlockCodeReader.read(planes, at: CodeGeometry(picture: size))
        }
        #expect(code == nil)
    }
}
