import Codecs
import Compositing
import Media
import Testing

@testable import Bots

@Suite struct MosaicReaderTests {
    private static let canvas = PixelSize(width: 1280, height: 720)
    private static let source = PixelSize(width: 640, height: 360)
    private static let wallClock = WallClock(
        anchor: Instant(nanoseconds: 0),
        unixNanoseconds: 1_750_000_000_000_000_000,
    )
    private static let now = Instant(nanoseconds: 60_000_000_000)

    /// A mosaic of four tiles that two bots stand in, above.
    private struct Mosaic {
        let picture = Picture(size: canvas)
        let left = Picture(size: source)
        let right = Picture(size: source)

        init() {
            for tile in [left, right] {
                PatternPainter(number: 9, size: source).paint(tile, frame: 0, milliseconds: 0)
            }
        }

        func show(_ reader: inout MosaicReader, timestamp: UInt32 = 0, decoded: Instant) {
            picture.withPlanes { canvas in
                for (tile, offset) in [(left, 0), (right, 640)] {
                    tile.withPlanes { planes in
                        for row in 0..<360 {
                            for column in 0..<640 {
                                canvas.y[row * canvas.yStrideBytes + offset + column] =
                                    planes.y[row * planes.yStrideBytes + column]
                            }
                        }
                    }
                }
                reader.read(
                    canvas,
                    timestamp: RTPTimestamp(timestamp),
                    decoded: decoded,
                    shown: decoded + .milliseconds(15),
                )
            }
        }
    }

    private static func region(_ name: String, x: Int) -> MosaicLayout.Region {
        MosaicLayout.Region(
            participant: name,
            rect: PixelRect(x: x, y: 0, width: 640, height: 360),
            isContained: false,
        )
    }

    private static func layout(_ names: [String], from timestamp: UInt32? = nil) -> MosaicLayout {
        MosaicLayout(
            size: canvas,
            regions: names.enumerated().map { region($0.element, x: 640 * $0.offset) },
            rtpTimestamp: timestamp,
        )
    }

    @Test func delayByTheTimeOfDayInTheCode() throws {
        var reader = MosaicReader(
            shape: Self.source,
            wallClock: Self.wallClock,
            captures: CaptureLog(),
        )
        reader.announce(Self.layout(["ada", "ben"]))
        let mosaic = Mosaic()
        for frame in 0..<5 {
            let captured = Self.now + .milliseconds(33 * frame)
            PatternPainter(number: 1, size: Self.source).paint(
                mosaic.left,
                frame: frame,
                milliseconds: Self.wallClock.time(at: captured).codeMilliseconds,
            )
            mosaic.show(&reader, decoded: captured + .milliseconds(80))
            // The same once more: it is not counted twice.
            mosaic.show(&reader, decoded: captured + .milliseconds(100))
        }
        let ada = try #require(reader.tiles["ada"])
        #expect(ada.number == 1)
        #expect(ada.pictures == 5)
        #expect(ada.decoded.percentile(0.5) == 80)
        #expect(ada.shown.percentile(0.5) == 95)
        // Ben's code says 1970: he is seen, and nobody knows how old.
        let ben = try #require(reader.tiles["ben"])
        #expect(ben.pictures == 1)
        #expect(ben.shown.count == 0)
        reader.reset()
        #expect(reader.tiles.isEmpty)
    }

    @Test func delayByTheLogOfWhoSentIt() throws {
        let captures = CaptureLog()
        let trace = captures.open(9, frames: 90)
        var reader = MosaicReader(
            shape: Self.source,
            wallClock: Self.wallClock,
            captures: captures,
        )
        reader.announce(Self.layout(["ben"]))
        trace.note(frame: 0, at: Self.now)
        let mosaic = Mosaic()
        mosaic.show(&reader, decoded: Self.now + .milliseconds(42))
        #expect(reader.tiles["ben"]?.decoded.percentile(0.5) == 42)
        // The clip began anew before the older sending was seen.
        trace.note(frame: 0, at: Self.now + .milliseconds(50))
        #expect(
            trace.capture(ofFrame: 0, seenAt: Self.now + .milliseconds(45)) == Self.now
        )
        #expect(trace.capture(ofFrame: 90, seenAt: Self.now) == nil)
        captures.close(9, trace)
        #expect(captures.trace(of: 9) == nil)
    }

    @Test func layoutHoldsFromItsTimestampOn() throws {
        var reader = MosaicReader(
            shape: Self.source,
            wallClock: Self.wallClock,
            captures: CaptureLog(),
        )
        reader.announce(Self.layout(["ada"], from: 0xFFFF_FF00))
        reader.announce(Self.layout(["ben"], from: 0x0000_0100))
        let mosaic = Mosaic()
        mosaic.show(&reader, timestamp: 0xFFFF_FE00, decoded: Self.now)
        #expect(reader.tiles.isEmpty)
        mosaic.show(&reader, timestamp: 0xFFFF_FF00, decoded: Self.now)
        #expect(reader.tiles.keys.sorted() == ["ada"])
        mosaic.show(&reader, timestamp: 0x0000_0100, decoded: Self.now)
        #expect(reader.tiles.keys.sorted() == ["ada", "ben"])
    }

    /// A clip decodes to the codes that it says it has, upright once it is turned.
    @Test(arguments: 0..<4)
    func patternClipShowsItsFrames(quarterTurns: Int) throws {
        var settings = PatternSettings()
        settings.orientation = PictureOrientation(quarterTurns: quarterTurns)
        settings.size = PixelSize(width: 320, height: 180)
        settings.frameRate = 10
        let clip = try VideoClip.pattern(number: 4, settings)
        #expect(clip.frames.count == 30)
        #expect(clip.frames.map(\.isKeyFrame) == [true] + [Bool](repeating: false, count: 29))
        #expect(clip.keyFrame(before: 17) == 0)
        var decoder = try VP8Decoder()
        var scaler = TileScaler()
        let upright = Picture(size: settings.size)
        for index in 0..<35 {
            // Over the clip's end, as it is sent.
            let frame = clip.frames[index % 30]
            let bytes = Array(clip.bytes[frame.range])
            let code = try decoder.decode(bytes.span) { planes in
                scaler.scale(planes, into: upright, fit: .cover, orientation: clip.orientation)
                return upright.withPlanes {
                    BlockCodeReader.read($0, at: CodeGeometry(picture: $0.size))
                }
            }
            #expect(code??.participant == 4)
            #expect(code??.frame == UInt16(index % 30))
        }
    }
}
