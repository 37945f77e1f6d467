package dev.nightshift.curation.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of one encoding as UTF-8; what is wrong becomes the byte 0xFF. */
final class Transcoded extends InputStream {

  private static final byte WRONG = (byte) 0xFF;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 14).flip();
  private final CharBuffer chars = CharBuffer.allocate(1 << 14);
  private byte[] ready = new byte[0];
  private int position;
  private boolean ended;

  Transcoded(InputStream in, Charset charset) {
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, target, offset, n);
    position += n;
    return n;
  }

  private boolean fill() throws IOException {
    while (position == ready.length) {
      if (ended) {
        return false;
      }
      more();
    }
    return true;
  }

  private void more() throws IOException {
    bytes.compact();
    int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
    if (n > 0) {
      bytes.position(bytes.position() + n);
    }
    bytes.flip();
    boolean last = n < 0;
    CoderResult result = decoder.decode(bytes, chars, last);
    boolean wrong = result.isError();
    if (wrong) {
      bytes.position(bytes.position() + result.length());
    } else if (last && result.isUnderflow()) {
      decoder.flush(chars);
      ended = true;
    }
    byte[] text = chars.flip().toString().getBytes(StandardCharsets.UTF_8);
    chars.clear();
    ready = wrong ? Arrays.copyOf(text, text.length + 1) : text;
    if (wrong) {
      ready[text.length] = WRONG;
    }
    position = 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
