package dev.nightshift.cli;

import dev.nightshift.schema.error.ExitCode;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this process ends, by itself or when it is told to (SIGTERM, Ctrl-C): first what must be
 * stopped in order, the last added first; then Spark's own hooks, which stop its context and remove
 * its temporary folders; then a halt. A plain exit would run the destructors of native libraries
 * while threads of tasks still compute in them, which can crash the process. An end that others
 * bring about, as Spark does when its executor has no memory or no driver any more, is a failure.
 */
final class ProcessEnd {

  /** What may keep the end from coming, at most. */
  static final int PATIENCE_SECONDS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(ProcessEnd.class);

  /** Below Spark's and Hadoop's hooks: those with greater numbers run first. */
  private static final int LAST = 0;

  private static final int SIGNALLED = 128;

  private final Deque<Runnable> stoppers = new ArrayDeque<>();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final AtomicBoolean installed = new AtomicBoolean();
  private final AtomicBoolean spark = new AtomicBoolean();
  private final AtomicInteger code = new AtomicInteger(ExitCode.WORK_FAILED.code());

  /** To run first when the process ends, before what was added earlier. */
  void before(Runnable stopper) {
    synchronized (stoppers) {
      stoppers.push(stopper);
    }
  }

  /** Takes over signals and both streams of this process. */
  void install() {
    installed.set(true);
    Mutable out = new Mutable(System.out);
    Mutable err = new Mutable(System.err);
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    PrintStream said = System.err;
    for (String name : List.of("TERM", "INT")) {
      try {
        sun.misc.Signal.handle(
            new sun.misc.Signal(name),
            signal -> {
              if (ending.compareAndSet(false, true)) {
                said.println();
                said.println(
                    "nightshift: stopped by SIG"
                        + name
                        + ". What was committed stays; the same command goes on from there.");
                // What fails from here on fails because of the stop.
                out.mute();
                err.mute();
                end(SIGNALLED + signal.getNumber());
              }
            });
      } catch (IllegalArgumentException e) {
        LOG.info("SIG{} is left to the JVM: {}", name, e.getMessage());
      }
    }
  }

  /** From now on Spark's hooks run before the end; nothing where this is not installed. */
  void sparkIsStarting() {
    if (installed.get() && spark.compareAndSet(false, true)) {
      ShutdownHookManager.get().addShutdownHook(this::endOfHooks, LAST);
    }
  }

  /** Ends the process with a code; returns never. */
  void exit(int exitCode) {
    if (ending.compareAndSet(false, true)) {
      end(exitCode);
    }
    // A signal came first: its thread ends the process.
    awaitForever();
  }

  private void end(int exitCode) {
    code.set(exitCode);
    Thread watch = new Thread(this::haltInTheEnd, "nightshift-end");
    watch.setDaemon(true);
    watch.start();
    stopAll();
    System.out.flush();
    System.err.flush();
    if (spark.get()) {
      System.exit(exitCode);
    } else {
      halt();
    }
  }

  private void stopAll() {
    while (true) {
      Runnable next;
      synchronized (stoppers) {
        next = stoppers.poll();
      }
      if (next == null) {
        return;
      }
      try {
        next.run();
      } catch (RuntimeException e) {
        LOG.warn("a part could not be stopped", e);
      }
    }
  }

  private void haltInTheEnd() {
    try {
      new CountDownLatch(1).await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    halt();
  }

  private void endOfHooks() {
    if (!ending.get()) {
      System.err.println(
          "nightshift: this process was ended from within, as Spark does when memory runs out; its"
              + " log in the lake's folder 'logs' has the reason. What was committed stays; the same"
              + " command goes on from there.");
      System.err.flush();
    }
    halt();
  }

  private void halt() {
    LogManager.shutdown();
    Runtime.getRuntime().halt(code.get());
  }

  private static void awaitForever() {
    while (true) {
      LockSupport.park();
      Thread.interrupted();
    }
  }

  /** A stream that can be made silent. */
  private static final class Mutable extends FilterOutputStream {
    private volatile boolean muted;

    Mutable(OutputStream out) {
      super(out);
    }

    void mute() {
      muted = true;
    }

    @Override
    public void write(int b) throws IOException {
      if (!muted) {
        out.write(b);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (!muted) {
        out.write(bytes, from, length);
      }
    }
  }
}
