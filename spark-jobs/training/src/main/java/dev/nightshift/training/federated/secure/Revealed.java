package dev.nightshift.training.federated.secure;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * A share that its holder tells the server after the masked vectors have come in: of the own mask's
 * seed where the client's vector came, of the key for shared masks where it did not, never both.
 *
 * @param of slot whose secret it is a share of
 * @param holder slot that held it
 * @param ofOwnMask whether the secret is the seed of the own mask
 * @param share the share
 */
public record Revealed(int of, int holder, boolean ofOwnMask, BigInteger share)
    implements Serializable {}
