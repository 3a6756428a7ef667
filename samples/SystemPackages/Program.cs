System.Console.WriteLine("An environment that relies on a system package, and says on which");
