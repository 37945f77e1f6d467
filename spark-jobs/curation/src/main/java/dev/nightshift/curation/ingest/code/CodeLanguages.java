package dev.nightshift.curation.ingest.code;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The language of a source file: by the end of its name, or by its name, or by the interpreter that
 * its first line names ({@code #!/usr/bin/env python3}). Endings that several languages share go to
 * the one that is written most.
 */
public final class CodeLanguages {

  /** What a file is called whose language is not known. */
  public static final String UNKNOWN = "unknown";

  private static final Map<String, String> ENDINGS =
      index(
          """
          ada adb ads
          assembly asm s
          awk awk
          c c h
          c# cs
          c++ cc cpp cxx hh hpp hxx
          clojure clj cljc cljs
          cmake cmake
          css css
          cuda cu cuh
          d d
          dart dart
          elixir ex exs
          emacs-lisp el
          erlang erl hrl
          f# fs fsi fsx
          fortran f f90 f95 for
          go go
          graphql graphql
          groovy gradle groovy
          haskell hs lhs
          java java
          javascript js jsx mjs cjs
          julia jl
          kotlin kt kts
          less less
          lisp lisp lsp
          lua lua
          nim nim
          objective-c mm
          ocaml ml mli
          pascal pas pp
          perl pl pm
          php php
          powershell ps1 psm1
          prolog pro
          protocol-buffer proto
          python py pyi pyw
          r r
          racket rkt
          ruby rb rake
          rust rs
          sass sass scss
          scala scala sc
          scheme scm ss
          shell sh bash zsh ksh
          solidity sol
          sql sql
          swift swift
          tcl tcl
          thrift thrift
          typescript ts tsx
          verilog v sv
          vhdl vhd vhdl
          visual-basic vb bas
          vue vue
          zig zig
          """);

  private static final Map<String, String> NAMES =
      Map.of(
          "makefile", "makefile",
          "gnumakefile", "makefile",
          "dockerfile", "dockerfile",
          "rakefile", "ruby",
          "gemfile", "ruby",
          "cmakelists.txt", "cmake");

  private static final Map<String, String> INTERPRETERS =
      Map.ofEntries(
          Map.entry("sh", "shell"),
          Map.entry("bash", "shell"),
          Map.entry("zsh", "shell"),
          Map.entry("ksh", "shell"),
          Map.entry("dash", "shell"),
          Map.entry("python", "python"),
          Map.entry("perl", "perl"),
          Map.entry("ruby", "ruby"),
          Map.entry("node", "javascript"),
          Map.entry("php", "php"),
          Map.entry("lua", "lua"),
          Map.entry("awk", "awk"),
          Map.entry("gawk", "awk"),
          Map.entry("tclsh", "tcl"),
          Map.entry("rscript", "r"),
          Map.entry("julia", "julia"),
          Map.entry("groovy", "groovy"));

  private CodeLanguages() {}

  /**
   * The language that a file's name tells.
   *
   * @param path its path, without an ending that tells its compression
   */
  public static Optional<String> ofName(String path) {
    String name = path.toLowerCase(Locale.ROOT);
    name = name.substring(name.lastIndexOf('/') + 1);
    String byName = NAMES.get(name);
    if (byName != null) {
      return Optional.of(byName);
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? Optional.empty() : Optional.ofNullable(ENDINGS.get(name.substring(dot + 1)));
  }

  /** The language of a file with that content; {@link #UNKNOWN} where nothing tells it. */
  public static String of(String path, String text) {
    return ofName(path).or(() -> ofFirstLine(text)).orElse(UNKNOWN);
  }

  private static Optional<String> ofFirstLine(String text) {
    if (!text.startsWith("#!")) {
      return Optional.empty();
    }
    int end = text.indexOf('\n');
    String line = text.substring(2, Math.min(end < 0 ? text.length() : end, 200)).strip();
    for (String word : line.split("[ \t]")) {
      String program = word.substring(word.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
      if (program.isEmpty() || program.equals("env") || program.startsWith("-")) {
        continue;
      }
      int letters = 0;
      while (letters < program.length() && Character.isLetter(program.charAt(letters))) {
        letters++;
      }
      return Optional.ofNullable(INTERPRETERS.get(program.substring(0, letters)));
    }
    return Optional.empty();
  }

  private static Map<String, String> index(String lines) {
    Map<String, String> index = new HashMap<>();
    for (String line : lines.split("\n")) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        index.put(words[i], words[0]);
      }
    }
    return Map.copyOf(index);
  }
}
