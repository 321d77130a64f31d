extension Offers {
    /// aiortc: candidates in the offer, no `rtcp-rsize`, three fingerprints, short lists.
    static let aiortc = """
        v=0
        o=- 3911465401 3911465401 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=msid-semantic:WMS *
        m=audio 41234 UDP/TLS/RTP/SAVPF 96 0 8
        c=IN IP4 192.168.1.20
        a=sendrecv
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=mid:0
        a=msid:b0c4cf0a-40f4-4b4e-8f0c-8f3f4d1c2b3a 6a0e9a0f-7a6f-4dc2-b7cf-4d7d6d5a9e8f
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc:1528143967 cname:0c2f1b1c-3a2d-4a51-a6f1-4b0d6a5e7c8d
        a=rtpmap:96 opus/48000/2
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=candidate:91b8b8d5b8a0ee7f7f5e1d21b9e2e3c8 1 udp 2130706431 192.168.1.20 41234 typ host
        a=candidate:5f3a8f13d9f1f9ecbc4a7b4c9c8b2a10 1 udp 1694498815 203.0.113.9 41234 typ srflx raddr 192.168.1.20 rport 41234
        a=end-of-candidates
        a=ice-ufrag:mNkB
        a=ice-pwd:JQ5fXxKB3v2cV9FkBDkmvs
        a=fingerprint:sha-256 18:F2:1C:5A:E2:4B:91:45:28:DD:62:70:06:A7:DB:11:34:58:0F:51:BB:27:29:CA:69:9A:3D:DC:D8:90:B0:C4
        a=fingerprint:sha-384 8A:2F:36:7B:55:B7:00:94:D3:BC:9D:15:20:D8:5B:80:9D:51:E3:AC:A0:B6:54:15:F4:5C:B5:47:2F:0B:17:68:B8:6E:6E:8C:C1:C0:84:53:F9:C4:1D:E2:64:40:5C:21
        a=fingerprint:sha-512 0F:4D:10:B5:5F:BD:DE:C1:DB:54:1A:3F:31:5C:9A:72:A5:4F:44:79:DE:F2:6D:88:45:12:09:3E:39:0A:55:FB:E9:C4:2D:41:9B:11:2A:66:8C:04:7F:9F:8D:70:B3:45:1B:61:AE:9B:86:32:17:5D:0B:3C:9E:15:D7:60:2E:58
        a=setup:actpass
        m=video 9 UDP/TLS/RTP/SAVPF 97 98 99 100 101 102
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=mid:1
        a=msid:b0c4cf0a-40f4-4b4e-8f0c-8f3f4d1c2b3a 1d4f5c7b-2a3e-4f60-9b8c-7d6e5f4a3b2c
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc-group:FID 3741522810 2045186336
        a=ssrc:3741522810 cname:0c2f1b1c-3a2d-4a51-a6f1-4b0d6a5e7c8d
        a=ssrc:2045186336 cname:0c2f1b1c-3a2d-4a51-a6f1-4b0d6a5e7c8d
        a=rtpmap:97 VP8/90000
        a=rtcp-fb:97 nack
        a=rtcp-fb:97 nack pli
        a=rtcp-fb:97 goog-remb
        a=rtpmap:98 rtx/90000
        a=fmtp:98 apt=97
        a=rtpmap:99 H264/90000
        a=rtcp-fb:99 nack
        a=rtcp-fb:99 nack pli
        a=rtcp-fb:99 goog-remb
        a=fmtp:99 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
        a=rtpmap:100 rtx/90000
        a=fmtp:100 apt=99
        a=rtpmap:101 H264/90000
        a=rtcp-fb:101 nack
        a=fmtp:101 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtpmap:102 rtx/90000
        a=fmtp:102 apt=101
        a=ice-ufrag:mNkB
        a=ice-pwd:JQ5fXxKB3v2cV9FkBDkmvs
        a=fingerprint:sha-256 18:F2:1C:5A:E2:4B:91:45:28:DD:62:70:06:A7:DB:11:34:58:0F:51:BB:27:29:CA:69:9A:3D:DC:D8:90:B0:C4
        a=setup:actpass

        """

    /// Safari: H.264 and HEVC before VP8, header extensions on both, no `a=ssrc … msid`.
    static let safari = """
        v=0
        o=- 6210474826543513829 3 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=msid-semantic: WMS 5d8c7a1e-31f0-49cb-a1be-4a3bb8fe5c01
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:xGy8
        a=ice-pwd:VyTbkMFEj6lN0uFYw6x9z5fA
        a=ice-options:trickle
        a=fingerprint:sha-256 5A:2C:1B:99:0D:77:4E:61:8F:A3:33:B0:C4:D5:E6:F7:08:19:2A:3B:4C:5D:6E:7F:80:91:A2:B3:C4:D5:E6:F7
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendrecv
        a=msid:5d8c7a1e-31f0-49cb-a1be-4a3bb8fe5c01 0f6d5d3a-61c1-4b3b-9b7c-93c0a8ff2b02
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:2781932077 cname:Fq1rPmVYdDdBDDzW
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 102 103 104 105 106 107 108 109
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:xGy8
        a=ice-pwd:VyTbkMFEj6lN0uFYw6x9z5fA
        a=ice-options:trickle
        a=fingerprint:sha-256 5A:2C:1B:99:0D:77:4E:61:8F:A3:33:B0:C4:D5:E6:F7:08:19:2A:3B:4C:5D:6E:7F:80:91:A2:B3:C4:D5:E6:F7
        a=setup:actpass
        a=mid:1
        a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:13 urn:3gpp:video-orientation
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendrecv
        a=msid:5d8c7a1e-31f0-49cb-a1be-4a3bb8fe5c01 c6b0a6f7-9d24-4f0b-8d1d-34c2d6a11e03
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:96 H264/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:98 H264/90000
        a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtpmap:99 rtx/90000
        a=fmtp:99 apt=98
        a=rtpmap:102 H265/90000
        a=fmtp:102 level-id=93;tx-mode=SRST
        a=rtpmap:103 rtx/90000
        a=fmtp:103 apt=102
        a=rtpmap:104 VP8/90000
        a=rtcp-fb:104 goog-remb
        a=rtcp-fb:104 transport-cc
        a=rtcp-fb:104 ccm fir
        a=rtcp-fb:104 nack
        a=rtcp-fb:104 nack pli
        a=rtpmap:105 rtx/90000
        a=fmtp:105 apt=104
        a=rtpmap:106 VP9/90000
        a=fmtp:106 profile-id=0
        a=rtpmap:107 rtx/90000
        a=fmtp:107 apt=106
        a=rtpmap:108 red/90000
        a=rtpmap:109 ulpfec/90000
        a=ssrc-group:FID 1463911921 3899157031
        a=ssrc:1463911921 cname:Fq1rPmVYdDdBDDzW
        a=ssrc:3899157031 cname:Fq1rPmVYdDdBDDzW

        """

    /// `bundlePolicy: "max-bundle"`: only the first section, a data channel, has a transport.
    static let maximumBundle = """
        v=0
        o=- 1815849 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE data a v
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=ice-ufrag:maxB
        a=ice-pwd:maxBmaxBmaxBmaxBmaxB22
        a=fingerprint:sha-256 75:74:5A:A6:A4:E5:52:F4:A7:67:4C:01:C7:EE:91:3F:21:3D:A2:E3:53:7B:6F:30:86:F2:30:AA:65:FB:04:24
        a=setup:actpass
        a=mid:data
        a=sctp-port:5000
        m=audio 0 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=mid:a
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        m=video 0 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=mid:v
        a=sendrecv
        a=rtcp-mux
        a=rtpmap:96 VP8/90000

        """

    /// A WHEP player: one kind only, receives, no streams of its own, transport at session level.
    static let viewer = """
        v=0
        o=- 99 1 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=ice-ufrag:view
        a=ice-pwd:viewviewviewviewview22
        a=fingerprint:sha-256 75:74:5A:A6:A4:E5:52:F4:A7:67:4C:01:C7:EE:91:3F:21:3D:A2:E3:53:7B:6F:30:86:F2:30:AA:65:FB:04:24
        a=setup:active
        m=video 9 UDP/TLS/RTP/SAVPF 100
        c=IN IP4 0.0.0.0
        b=AS:2000
        a=recvonly
        a=rtcp-mux
        a=rtpmap:100 VP8/90000

        """
}
