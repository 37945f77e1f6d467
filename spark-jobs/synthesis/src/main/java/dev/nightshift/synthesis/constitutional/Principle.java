package dev.nightshift.synthesis.constitutional;

import java.io.Serializable;

/**
 * What answers are to be held against.
 *
 * @param id its name in provenance
 * @param critique asks for what is wrong with an answer
 * @param revision asks for a better answer
 * @param compare asks which of two answers is better; empty where the principle is for revisions
 *     only
 */
public record Principle(String id, String critique, String revision, String compare)
    implements Serializable {

  private static final long serialVersionUID = 1L;
}
