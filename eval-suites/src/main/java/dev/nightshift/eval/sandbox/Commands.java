package dev.nightshift.eval.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The command lines that keep a program apart, by util-linux. */
final class Commands {

  /** Users that no account has: each program gets its own, so that limits count it alone. */
  private static final int FIRST_USER = 0x4000_0000;

  private static final int USERS = 0x1000_0000;

  private Commands() {}

  /** Fresh namespaces, then {@code isolate.sh}, then the limits, then the program. */
  static List<String> strict(SandboxRequest request, Workplace place) throws IOException {
    boolean root = place.user() == 0;
    List<String> command = new ArrayList<>(List.of("unshare"));
    if (!root) {
      command.addAll(List.of("--user", "--map-root-user"));
    }
    command.addAll(
        List.of(
            "--net",
            "--pid",
            "--mount",
            "--ipc",
            "--uts",
            "--fork",
            "--kill-child=SIGKILL",
            "/bin/sh",
            place.script().toString(),
            place.root().toString(),
            place.files().toString(),
            place.ready().toString(),
            Integer.toString(root ? FIRST_USER + Math.floorMod(place.mark().hashCode(), USERS) : 0),
            Long.toString(request.limits().diskBytes())));
    request.readable().forEach(path -> command.add(path.toString()));
    command.add("--");
    command.addAll(limits(request.limits()));
    command.addAll(List.of("/bin/sh", "-c", "cd /work && exec \"$@\"", "sh"));
    command.addAll(request.command());
    return command;
  }

  /** A session of its own, then the limits, then the program. */
  static List<String> weak(SandboxRequest request, Workplace place) {
    List<String> command = new ArrayList<>(List.of("setsid", "--wait"));
    command.addAll(List.of("setpriv", "--no-new-privs", "--"));
    command.addAll(limits(request.limits()));
    command.addAll(
        List.of("/bin/sh", "-c", ": > \"$1\"; shift; exec \"$@\"", "sh", place.ready().toString()));
    command.addAll(request.command());
    return command;
  }

  private static List<String> limits(SandboxLimits limits) {
    long cpu = limits.cpu().toSeconds();
    return List.of(
        "prlimit",
        "--cpu=" + cpu + ":" + (cpu + 1),
        // Addresses are not memory: programs reserve more than they use.
        "--as=" + (2 * limits.memoryBytes() + (256L << 20)),
        "--nproc=" + limits.processes(),
        "--fsize=" + limits.fileBytes(),
        "--nofile=64",
        "--core=0",
        "--");
  }
}
