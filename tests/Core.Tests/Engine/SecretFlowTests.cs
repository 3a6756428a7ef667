using System.Text;
using PythonEnv.Declarations;
using PythonEnv.TestSupport;
using PythonEnv.TestSupport.Loopback;

namespace PythonEnv.Core.Tests.Engine;

/// <summary>
/// Whatever form a secret has and whatever way it takes into a build, it opens what it is for and stands nowhere afterwards.
/// </summary>
[TestClass]
internal sealed class SecretFlowTests
{
    private const string User = "robot";

    [TestMethod]
    [DataRow("s3cr3t-T0ken-90210")]
    [DataRow("s3cr3t'T0ken\"90210")]
    [DataRow("s3cr3t^T0{ken}90210")]
    [DataRow("s3cr3t\u00e9T0ken90210")]
    [DataRow("s3cr3t@T0ken@90210")]
    public async Task A_password_in_a_requirement(string password)
    {
        using LoopbackIndex index = Serve(out EngineLab lab, Faults.RequireBasic(User, password));
        using (lab)
        {
            lab.Pinned($"words @ {Url(index, $"{User}:{password}@")}");
            await RestoreAsync(lab);
            AssertNothingTold(lab, password);
        }
    }

    [TestMethod]
    [DataRow("direct")]
    [DataRow("pip")]
    public async Task A_variable_in_a_requirement(string installer)
    {
        if (installer == "pip")
            Requires.NotWine("a pip of Windows");
        const string Password = "s3cr3t^T0ken%4190210";
        using LoopbackIndex index = Serve(out EngineLab lab, Faults.RequireBasic(User, "s3cr3t^T0kenA90210"));
        using (lab)
        {
            lab.Declared[DeclaredNames.Installer] = installer;
            lab.Set("TOK", Password);
            lab.Pinned($"words @ {Url(index, $"{User}:${{TOK}}@")}");
            await RestoreAsync(lab);
            AssertNothingTold(lab, Password);
            Assert.DoesNotContain(
                PythonEnv.Host.Files.Digest.OfText(Password), File.ReadAllText(Path.Combine(lab.Location, "pythonenv.receipt")));
            Assert.AreEqual("", lab.Look());
        }
    }

    [TestMethod]
    [DataRow("wheels", "[{{ name = \"words-1.0-py3-none-any.whl\", url = \"{0}\", hashes = {{ sha256 = \"{1}\" }} }}]")]
    [DataRow("archive", "{{ url = \"{0}\", hashes = {{ sha256 = \"{1}\" }} }}")]
    public async Task A_password_in_a_lock(string key, string form)
    {
        const string Password = "s3cr3t-T0ken-90210";
        using LoopbackIndex index = Serve(out EngineLab lab, Faults.RequireBasic(User, Password));
        using (lab)
        {
            string[] url = Url(index, $"{User}:{Password}@").Split("#sha256=");
            string source = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, url[0], url[1]);
            lab.Declared[DeclaredNames.Requirements] = "pylock.toml";
            lab.Write(
                "app/pylock.toml",
                "lock-version = \"1.0\"\ncreated-by = \"test\"\n[[packages]]\nname = \"words\"\nversion = \"1.0\"\n"
                    + $"{key} = {source}\n");

            await RestoreAsync(lab);

            Assert.Contains("PYENV2009", lab.Log.ToString());
            AssertNothingTold(lab, Password, "app/pylock.toml");
        }
    }

    [TestMethod]
    public async Task A_presigned_query()
    {
        const string Signature = "0a1b2c3d4e5f60718293";
        using LoopbackIndex index = Serve(out EngineLab lab, static (_, right) => right);
        using (lab)
        {
            lab.Pinned($"words @ {Url(index, "").Replace("#", $"?X-Amz-Signature={Signature}#", StringComparison.Ordinal)}");
            await RestoreAsync(lab);
            AssertNothingTold(lab, Signature);
        }
    }

    [TestMethod]
    [DataRow("PIP_INDEX_URL", "http://ada@corp.example:s3cr3t-T0ken@{0}/simple/")]
    [DataRow("PIP_INDEX_URL", "http://robot:s3cr3t-T0ken with blank@{0}/simple/")]
    [DataRow("PIP_INDEX_URL", "http://robot:s3cr3t-T0ken/slash@{0}/simple/")]
    [DataRow("PIP_INDEX_URL", "http://robot:s3cr3t-T0ken@{0}x/simple/")]
    [DataRow("PIP_INDEX_URL", "robot:s3cr3t-T0ken@{0}/simple/")]
    [DataRow("PIP_EXTRA_INDEX_URL", "http://robot:s3cr3t-T0ken with blank@{0}/simple/")]
    [DataRow("PIP_FIND_LINKS", "http://robot:s3cr3t-T0ken#hash@{0}/links/")]
    [DataRow("PIP_FIND_LINKS", "http://robot:s3cr3t-T0ken@{0}/links/")]
    [DataRow("PIP_INDEX_URL", "http://{0}/https://robot:s3cr3t-T0ken@h/simple/")]
    [DataRow("PIP_INDEX_URL", "http://{0}/https:%2F%2Frobot:s3cr3t-T0ken@h/simple/")]
    [DataRow("PIP_EXTRA_INDEX_URL", "http://b:x@{0}/simple/,http://robot:s3cr3t-T0ken@h:x/simple/")]
    [DataRow("PIP_EXTRA_INDEX_URL", "http://b:x@{0}/simple/;http://robot:s3cr3t-T0ken@h/simple/")]
    [DataRow("PIP_FIND_LINKS", "http://{0}/links/,http://robot:s3cr3t-T0ken@h/links/")]
    [DataRow("PIP_EXTRA_INDEX_URL", "http://{0}/a;token=s3cr3t-T0ken/simple/")]
    [DataRow("PIP_FIND_LINKS", "/nowhere,http://robot:s3cr3t-T0ken@h/links/")]
    [DataRow("PIP_PROXY", "robot:s3cr3t-T0ken@127.0.0.1:1")]
    [DataRow("PIP_PROXY", "http://robot:s3cr3t-T0ken x@127.0.0.1:1")]
    [DataRow("PIP_TRUSTED_HOST", "robot:s3cr3t-T0ken@{0}")]
    public async Task A_variable_of_pip(string variable, string value)
    {
        using LoopbackIndex index = Serve(out EngineLab lab, static (_, right) => right);
        using (lab)
        {
            lab.Set("PIP_RETRIES", "0");
            lab.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
            lab.Set(variable, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, index.Root.Authority));
            lab.Pinned("words==1.0");
            await lab.RestoreAsync();
            AssertNothingTold(lab, "s3cr3t-T0ken");
            Assert.DoesNotContain("hash@", lab.Log.ToString());
            Assert.DoesNotContain("with blank", lab.Log.ToString());
        }
    }

    [TestMethod]
    [DataRow("?u=http://robot:s3cr3t-T0ken@h/")]
    [DataRow("?u=http%3A%2F%2Frobot%3As3cr3t-T0ken%40h%2F")]
    [DataRow("?hdnts=exp=1~hmac=s3cr3t-T0ken")]
    public async Task A_secret_within_the_URL_of_a_requirement(string tail)
    {
        using LoopbackIndex index = Serve(out EngineLab lab, static (_, right) => right);
        using (lab)
        {
            lab.Pinned($"words @ {Url(index, "").Replace("#", $"{tail}#", StringComparison.Ordinal)}");
            await RestoreAsync(lab);
            AssertNothingTold(lab, "s3cr3t-T0ken");
        }
    }

    [TestMethod]
    [DataRow("--extra-index-url http://{0}/simple/,http://robot:s3cr3t-T0ken@h:x/simple/")]
    [DataRow("--extra-index-url http://{0}/simple/;http://robot:s3cr3t-T0ken@h/simple/")]
    [DataRow("--find-links http://{0}/simple/,http://robot:s3cr3t-T0ken@h/simple/")]
    [DataRow("words @ http://{0}/https:%2F%2Frobot:s3cr3t-T0ken@h/words-1.0-py3-none-any.whl")]
    public async Task A_credential_in_a_URL_within_that_of_a_line(string line)
    {
        using LoopbackIndex index = Serve(out EngineLab lab, static (_, right) => right);
        using (lab)
        {
            lab.Set("PIP_RETRIES", "0");
            lab.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
            lab.Pinned(string.Format(System.Globalization.CultureInfo.InvariantCulture, line, index.Root.Authority), "letters==1.0");
            await lab.RestoreAsync();
            AssertNothingTold(lab, "s3cr3t-T0ken");
            Assert.Contains("PYENV2009", lab.Log.ToString());
        }
    }

    [TestMethod]
    [DataRow("PIP_CONFIG_FILE")]
    [DataRow("XDG_CONFIG_HOME")]
    [DataRow("SSL_CERT_FILE")]
    [DataRow("PIP_CONSTRAINT")]
    [DataRow("PIP_FIND_LINKS")]
    [DataRow(DeclaredNames.FindLinks)]
    [DataRow(DeclaredNames.Constraints)]
    [DataRow(DeclaredNames.Overrides)]
    [DataRow(DeclaredNames.AuditSources)]
    [DataRow("--find-links ")]
    [DataRow("--extra-index-url ")]
    [DataRow("--trusted-host ")]
    [DataRow("words @ file:")]
    public async Task A_password_in_what_is_taken_for_a_path(string where)
    {
        using EngineLab lab = EngineLab.Greeting();
        string place = where == "--trusted-host " ? "robot:s3cr3t-T0ken@nowhere" : "//robot:s3cr3t-T0ken@nowhere/x";
        lab.Pinned("greeting==1.0", "words==1.0", where.EndsWith(' ') ? where + place : where.EndsWith(':') ? where + place + ".whl" : "");
        if (where.Contains('_'))
            lab.Set(where, place);
        else
            lab.Declared[where] = $"{lab.Declared.GetValueOrDefault(where)};{place}";
        lab.Write("app/requirements.in", "words\n");

        await lab.RestoreAsync();
        AssertNothingTold(lab, "s3cr3t-T0ken");
        lab.Run(engine => engine.Lock(CancellationToken.None));
        AssertNothingTold(lab, "s3cr3t-T0ken");
    }

    [TestMethod]
    public async Task An_address_as_the_user_of_an_index()
    {
        using LoopbackIndex index = Serve(out EngineLab lab, Faults.RequireBasic("ada@corp.example", "s3cr3t"));
        using (lab)
        {
            lab.Set("PIP_INDEX_URL", $"http://ada@corp.example:s3cr3t@{index.Root.Authority}/simple/");
            lab.Pinned("words==1.0");
            await RestoreAsync(lab);
        }
    }

    [TestMethod]
    [DataRow("requirements.txt")]
    [DataRow("pylock.toml")]
    public async Task A_password_of_what_a_lock_is_made_from(string name)
    {
        const string Password = "s3cr3t@T0ken%90210";
        string authority = $"{User}:{Uri.EscapeDataString(Password)}@";
        using LoopbackIndex index = Serve(out EngineLab lab, Faults.RequireBasic(User, Password));
        using (lab)
        {
            WheelBuilder wheel = new("letters", "1.0");
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
            lab.Declared[DeclaredNames.Requirements] = name;
            lab.Set("TOK", Password.Replace("%", "%25", StringComparison.Ordinal).Replace("@", "%40", StringComparison.Ordinal));
            lab.Write(
                "app/requirements.in",
                $"--index-url http://{authority}{index.Root.Authority}/simple/\nletters\nwords @ {Url(index, $"{User}:${{TOK}}@")}\n");

            lab.Run(engine => engine.Lock(CancellationToken.None));

            Assert.IsEmpty(lab.Log.ErrorCodes, lab.Log.ToString());
            StringAssert.Contains(File.ReadAllText(lab[$"app/{name}"]), "letters");
            AssertNothingTold(lab, Password, "app/requirements.in");
            lab.Set("PIP_INDEX_URL", $"http://{authority}{index.Root.Authority}/simple/");
            await lab.RestoreAsync();
            AssertNothingTold(lab, Password, "app/requirements.in");
        }
    }

    [TestMethod]
    public async Task A_password_in_what_an_index_and_a_wheel_say()
    {
        const string Page = "https://robot:s3cr3t-T0ken@h/page";
        using LoopbackIndex index = Serve(out EngineLab lab, static (_, right) => right);
        using (lab)
        {
            WheelBuilder wheel = new WheelBuilder("letters", "1.0").WithHeader($"License: {Page}");
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()) { Yanked = $"see {Page}" });
            lab.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
            lab.Pinned("letters==1.0");
            await RestoreAsync(lab);

            Assert.Contains("PYENV3008", lab.Log.ToString());
            Assert.DoesNotContain("s3cr3t-T0ken", lab.Log.ToString());
            Assert.AreEqual("https://****@h/page", lab.Receipt.Packages.Single().License);
            Assert.DoesNotContain("s3cr3t-T0ken", lab.Receipt.Warnings.Single().Message);
        }
    }

    [TestMethod]
    public async Task What_an_index_writes_begins_no_line_of_the_log()
    {
        const string Reason = "broken\n##vso[task.setvariable variable=PATH]/evil\r\n::set-env name=PATH::/evil\u001b[2J";
        using LoopbackIndex index = Serve(out EngineLab lab, static (_, right) => right);
        using (lab)
        {
            WheelBuilder wheel = new("letters", "1.0");
            index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()) { Yanked = Reason });
            lab.Set("PIP_INDEX_URL", index.Simple.AbsoluteUri);
            lab.Pinned("letters==1.0");
            await RestoreAsync(lab);

            string message = lab.Log.Diagnostics.Single(found => found.Code == "PYENV3008").Message;
            Assert.IsFalse(message.Any(char.IsControl), message);
            Assert.DoesNotContain("##vso[", message);
            Assert.IsFalse(lab.Receipt.Warnings.Single().Message.Any(char.IsControl));
        }
    }

    private static LoopbackIndex Serve(out EngineLab lab, Fault fault)
    {
        var index = new LoopbackIndex();
        WheelBuilder wheel = Words();
        index.Add(new IndexedFile(wheel.FileName, wheel.ToBytes()));
        index.Inject(null, fault);
        lab = new EngineLab();
        lab.Declared.Remove(DeclaredNames.FindLinks);
        lab.Declared.Remove(DeclaredNames.NoIndex);
        return index;
    }

    private static WheelBuilder Words() => new WheelBuilder("words", "1.0").WithFile("words.py", "VALUE = 1\n");

    private static string Url(LoopbackIndex index, string credential)
    {
        WheelBuilder wheel = Words();
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(wheel.ToBytes()));
        return $"http://{credential}{index.Root.Authority}{LoopbackIndex.FilePath(wheel.FileName)}#sha256={sha256}";
    }

    private static async Task RestoreAsync(EngineLab lab) => Assert.IsNotNull(await lab.RestoreAsync(), lab.Log.ToString());

    private static void AssertNothingTold(EngineLab lab, string secret, string declaredIn = "app/requirements.txt")
    {
        string[] forms = [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{secret}"))];
        foreach (string form in forms)
            lab.AssertNowhere(form, declaredIn);
    }
}
