System.Console.WriteLine(Words.One + Words.Two);
