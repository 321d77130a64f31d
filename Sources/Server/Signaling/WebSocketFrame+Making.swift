import NIOCore
import NIOWebSocket

extension WebSocketFrame {
    static func text(_ text: String) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
    }

    static var ping: WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer())
    }

    static func pong(_ data: ByteBuffer) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .pong, data: data)
    }

    /// RFC 6455 §5.5.1: two bytes of code, then the reason; 125 bytes in all.
    static func close(_ closing: Closing) -> WebSocketFrame {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: closing.code)
        data.writeString(closing.reason.prefix(utf8Bytes: 123))
        return WebSocketFrame(fin: true, opcode: .connectionClose, data: data)
    }
}

extension String {
    /// Its longest start of whole characters that takes no more than so many bytes.
    fileprivate func prefix(utf8Bytes limit: Int) -> String {
        var short = self
        while short.utf8.count > limit { short.removeLast() }
        return short
    }
}
