package dossier.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.text.ParseException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;

import dossier.backing.PrivateFiles;

/** The sign-in provider for trying things out: a program of its own, which knows the demo people. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(SignInSettings.class)
@Import({DemoPeople.class, UnrecordedTokens.class})
class SignIn {

    public static void main(String... arguments) {
        var application = new SpringApplication(SignIn.class);
        application.setLazyInitialization(true);
        application.setBannerMode(Banner.Mode.OFF);
        application.run(arguments);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) {
        return http.oauth2AuthorizationServer(server -> http.securityMatcher("/**"))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**").permitAll()
                        .anyRequest().authenticated())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS)).build();
    }

    @Bean
    AuthorizationServerSettings settings(SignInSettings settings) {
        return AuthorizationServerSettings.builder().issuer(settings.issuer()).build();
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> roles() {
        return context -> context.getClaims().claim("roles",
                DemoPeople.roles(context.getRegisteredClient().getClientId()));
    }

    // The secret is random or, on loopback, public: hashing it would only make every token slow.
    @Bean
    PasswordEncoder secrets() {
        return new PasswordEncoder() {
            @Override
            public @Nullable String encode(@Nullable CharSequence raw) {
                return raw == null ? null : raw.toString();
            }

            @Override
            public boolean matches(@Nullable CharSequence raw, @Nullable String encoded) {
                return raw != null && encoded != null && MessageDigest.isEqual(
                        raw.toString().getBytes(StandardCharsets.UTF_8), encoded.getBytes(StandardCharsets.UTF_8));
            }
        };
    }

    // Kept with the data, so that a token from one start is good after the next.
    @Bean
    JWKSource<SecurityContext> signingKey(SignInSettings settings)
            throws IOException, JOSEException, ParseException {
        var file = settings.keyFile();
        if (!Files.exists(file)) {
            var key = new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
            PrivateFiles.write(file, key.toJSONString());
        }
        return new ImmutableJWKSet<>(new JWKSet(RSAKey.parse(Files.readString(file))));
    }
}
