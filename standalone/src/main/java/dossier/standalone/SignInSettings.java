package dossier.standalone;

import java.nio.file.Path;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.Assert;

/**
 * @param issuer URL by which callers and services know it, the iss of its tokens
 * @param keyFile where its signing key is kept; the first start makes one
 * @param secret every person's, for HTTP Basic
 */
@ConfigurationProperties("dossier.sign-in")
record SignInSettings(String issuer, Path keyFile, String secret) {

    SignInSettings {
        Assert.hasText(issuer, "dossier.sign-in.issuer is missing");
        Assert.notNull(keyFile, "dossier.sign-in.key-file is missing");
        Assert.hasText(secret, "dossier.sign-in.secret is missing");
    }

    @Override
    public String toString() {
        return issuer;
    }
}
