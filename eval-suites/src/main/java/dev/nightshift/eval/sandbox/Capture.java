package dev.nightshift.eval.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a stream up to a bound on a thread of its own. */
final class Capture {

  private final InputStream in;
  private final int most;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Thread thread;
  private volatile boolean overflowed;

  private Capture(InputStream in, int most, String name) {
    this.in = in;
    this.most = most;
    this.thread = new Thread(this::read, name);
    thread.setDaemon(true);
  }

  static Capture start(InputStream in, int most, String name) {
    Capture capture = new Capture(in, most, name);
    capture.thread.start();
    return capture;
  }

  private void read() {
    byte[] block = new byte[8192];
    try {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        synchronized (bytes) {
          int room = most - bytes.size();
          bytes.write(block, 0, Math.min(n, room));
          overflowed |= n > room;
        }
        if (overflowed) {
          return;
        }
      }
    } catch (IOException e) {
      // The process was ended while it wrote; what came is kept.
    }
  }

  /** Whether more came than is taken. */
  boolean overflowed() {
    return overflowed;
  }

  /** What came, once the stream has ended or a moment has passed. */
  String text(long millis) throws InterruptedException {
    thread.join(millis);
    try {
      in.close();
    } catch (IOException e) {
      // Nothing more is read from it.
    }
    synchronized (bytes) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
  }
}
